package chat.duologue.store.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Strings that a store must keep, and keep apart, character for character. */
final class Names {
    private static final List<String> ENDINGS = List.of(
            // spaces and what can't be seen
            "",
            " ",
            "  ",
            "\u00A0",
            "\u3000",
            "\u00AD",
            "\u200B",
            "\u200D",
            "\u202E",
            "\uFEFF",
            // accents, composed and decomposed
            "e",
            "E",
            "\u00E9",
            "e\u0301",
            "\u00C9",
            "E\u0301",
            "\u00C5",
            "\u212B",
            "A\u030A",
            "\uAC00",
            "\u1100\u1161",
            // letters that case folding or collations take for each other
            "ss",
            "SS",
            "\u00DF",
            "\u1E9E",
            "i",
            "I",
            "\u0130",
            "\u0131",
            "k",
            "K",
            "\u212A",
            "\u03C3",
            "\u03C2",
            "\u03A3",
            "a",
            "A",
            "\u0430",
            "\u00E4",
            "ae",
            "\u00E6",
            "fi",
            "\uFB01",
            "1",
            "\uFF11",
            "\u00B9",
            "\u30AF",
            "\u304F",
            "\uFF78",
            "\u01C4",
            "\u01C5",
            "\u01C6",
            // characters of higher planes, which some collations take for one
            "\uD83D\uDE00",
            "\uD83D\uDE01",
            "\uD840\uDC00",
            "\uD840\uDC01",
            "\u2764",
            "\u2764\uFE0F",
            // what means something to SQL, LIKE and JSON
            "%",
            "_",
            "\\",
            "\\\\",
            "'",
            "''",
            "\"",
            "`",
            "?",
            ";--",
            "-",
            "\u2010",
            "{}",
            "null",
            "NULL");

    private Names() {}

    /** Names that look alike, or that a careless comparison takes for one, all different. */
    static List<String> lookAlikes(String base) {
        List<String> names = new ArrayList<>();
        for (String ending : ENDINGS) {
            names.add(base + ending);
        }
        names.add(base.toUpperCase(Locale.ROOT));
        names.add(" " + base);
        names.add("%" + base);
        return names;
    }

    /**
     * Characters of a Unicode plane: the first and the last ones, and some between; no controls, no surrogates.
     *
     * @param plane 0 to 16
     */
    static String ofPlane(int plane) {
        StringBuilder text = new StringBuilder();
        int first = plane << 16;
        for (int i : new int[] {
            0x0, 0x1, 0x21, 0xA1, 0x301, 0x5D0, 0x627, 0x202E, 0x3042, 0x9FFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF
        }) {
            int codePoint = first + i;
            if (!Character.isISOControl(codePoint)) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }
}
