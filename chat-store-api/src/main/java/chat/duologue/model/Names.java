package chat.duologue.model;

/** What every name of the domain obeys, so that all stores can keep it byte for byte. */
final class Names {
    private Names() {}

    static String require(String what, String value, int maxChars) {
        if (value.isEmpty() || value.length() > maxChars) {
            throw new IllegalArgumentException(what + " must have 1 to " + maxChars + " characters");
        }
        return requireText(what, value, false);
    }

    /** Refuses what a database would refuse or change: unpaired surrogates, NUL and, in names, all control characters. */
    static String requireText(String what, String value, boolean controlsAllowed) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || (!controlsAllowed && Character.isISOControl(c))) {
                throw new IllegalArgumentException(
                        what + " must not contain " + (c == 0 ? "U+0000" : "control characters"));
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException(what + " must not contain unpaired surrogates");
                }
                i++;
            }
        }
        return value;
    }
}
