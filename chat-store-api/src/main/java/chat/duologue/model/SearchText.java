package chat.duologue.model;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text as a search sees it, the same in every store. Letters count without case, marks and width: {@code STRASSE} is
 * {@code straße}, {@code cafe} is {@code café}, and all four of the Turkish i are one. Where a script parts words by spaces, a
 * word is a stretch of letters and digits; its first {@link #MAX_WORD_CHARS} characters count. Chinese, Japanese, Korean, Thai,
 * Lao, Khmer and Burmese are taken in overlapping pairs of characters, and a symbol, such as an emoji, by itself. The rest only
 * parts words. Immutable.
 */
public final class SearchText {
    /** How much of a word counts, in code points. */
    public static final int MAX_WORD_CHARS = 40;

    /** How many different words of a text count, the first ones. */
    public static final int MAX_WORDS = 1_000;

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    /** Katakana's, but for no script. */
    private static final int PROLONGED_SOUND = 0x30FC;

    private final String folded;
    private final Set<String> words;

    private SearchText(String folded, Set<String> words) {
        this.folded = folded;
        this.words = Collections.unmodifiableSet(words);
    }

    /** The text as a search sees it. */
    public static SearchText of(String text) {
        return ofFolded(fold(text));
    }

    static SearchText ofFolded(String folded) {
        Set<String> words = new LinkedHashSet<>();
        for (Piece piece : pieces(folded)) {
            if (piece.kind() != Kind.PASSAGE) {
                add(words, piece.value());
                continue;
            }
            piece.pairs().forEach(pair -> add(words, pair));
            add(words, piece.lastCharacter());
        }
        return new SearchText(folded, words);
    }

    private static void add(Set<String> words, String word) {
        if (words.size() < MAX_WORDS) {
            words.add(word);
        }
    }

    /** The different words, in the order in which they come first. None holds a control character. */
    public Set<String> words() {
        return words;
    }

    boolean contains(String passage) {
        return folded.contains(passage);
    }

    /** What a piece of text is. */
    enum Kind {
        WORD,
        SYMBOL,
        /** Of a script without spaces. */
        PASSAGE
    }

    /**
     * A piece of a folded text.
     *
     * @param value what it says
     * @param last  whether the text ends with it
     */
    record Piece(Kind kind, String value, boolean last) {
        /** Each two characters that follow each other. */
        List<String> pairs() {
            int[] points = value.codePoints().toArray();
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i + 1 < points.length; i++) {
                pairs.add(new String(points, i, 2));
            }
            return pairs;
        }

        String lastCharacter() {
            return value.substring(value.offsetByCodePoints(value.length(), -1));
        }

        boolean isOneCharacter() {
            return value.codePointCount(0, value.length()) == 1;
        }
    }

    /** Without case, marks and width. */
    static String fold(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder kept = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKD)
                .codePoints()
                .filter(c -> !isMark(c) && Character.getType(c) != Character.FORMAT)
                .forEach(kept::appendCodePoint);
        // by way of upper case: ß is SS, and the Turkish i without a dot is I
        String lower = kept.toString()
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ');
        return Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    /** Accents, the vowels of Hebrew and Arabic, what chooses a symbol's look. In other scripts such a sign is a letter. */
    private static boolean isMark(int c) {
        return c >= 0x300 && c <= 0x36F
                || c >= 0x591 && c <= 0x5C7 && Character.getType(c) == Character.NON_SPACING_MARK
                || c >= 0x610 && c <= 0x61A
                || c >= 0x64B && c <= 0x65F
                || c == 0x670
                || c >= 0xFE00 && c <= 0xFE0F;
    }

    /** What a folded text is made of, in its order. */
    static List<Piece> pieces(String folded) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (at < folded.length()) {
            int c = folded.codePointAt(at);
            int end = at + Character.charCount(c);
            Kind kind = kind(c);
            if (kind == Kind.WORD || kind == Kind.PASSAGE) {
                while (end < folded.length() && goesOn(kind, folded.codePointAt(end))) {
                    end += Character.charCount(folded.codePointAt(end));
                }
            }
            if (kind != null) {
                String value = folded.substring(at, end);
                pieces.add(new Piece(kind, kind == Kind.WORD ? cut(value) : value, end == folded.length()));
            }
            at = end;
        }
        return pieces;
    }

    private static boolean goesOn(Kind kind, int c) {
        return kind(c) == kind || kind == Kind.WORD && isSign(c) && !isWithoutSpaces(c);
    }

    private static @Nullable Kind kind(int c) {
        if (c == PROLONGED_SOUND || isWithoutSpaces(c)) {
            return Kind.PASSAGE;
        } else if (Character.isLetterOrDigit(c)) {
            return Kind.WORD;
        }
        return Character.getType(c) == Character.OTHER_SYMBOL ? Kind.SYMBOL : null;
    }

    private static boolean isWithoutSpaces(int c) {
        return c >= 0xE00
                && WITHOUT_SPACES.contains(UnicodeScript.of(c))
                && (Character.isLetterOrDigit(c) || isSign(c));
    }

    /** Such as a vowel that stands above its consonant. */
    private static boolean isSign(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String cut(String word) {
        return word.length() <= MAX_WORD_CHARS || word.codePointCount(0, word.length()) <= MAX_WORD_CHARS
                ? word
                : word.substring(0, word.offsetByCodePoints(0, MAX_WORD_CHARS));
    }

    /** Tells the length only, never what was said. */
    @Override
    public String toString() {
        return "SearchText[" + folded.length() + "]";
    }
}
