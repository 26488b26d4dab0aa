package chat.duologue.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user looks for: messages whose text has all of these words, in whatever order. A word that ends the query is found as
 * the beginning of a word too, if it has two characters or more. What is written without spaces, in a script that needs none, is
 * found where it stands just so. Nothing in it is an operator. How texts are compared tells {@link SearchText}. Immutable.
 *
 * @param value at most 256 characters and {@link #MAX_WORDS} words; no U+0000 and no unpaired surrogates. Without a word it
 *              finds nothing
 */
public record SearchQuery(String value) {
    /** The longest query, in {@code char}s. */
    public static final int MAX_CHARS = 256;

    /** The most words in a query. */
    public static final int MAX_WORDS = 16;

    private static final int MAX_KEYS = 16;

    /** @throws IllegalArgumentException if the value is not allowed */
    public SearchQuery {
        if (value.length() > MAX_CHARS) {
            throw new IllegalArgumentException("query must have at most " + MAX_CHARS + " characters");
        }
        Names.requireText("query", value, true);
        if (pieces(value).size() > MAX_WORDS) {
            throw new IllegalArgumentException("query must have at most " + MAX_WORDS + " words");
        }
    }

    /**
     * What an index is asked: a text that the query matches has a word of this kind.
     *
     * @param word      as in {@link SearchText#words()}
     * @param beginning whether a longer word that begins so will do
     */
    public record Key(String word, boolean beginning) {
        /** Whether it is this word. */
        public boolean matches(String other) {
            return beginning ? other.startsWith(word) : other.equals(word);
        }
    }

    private static List<SearchText.Piece> pieces(String value) {
        return SearchText.pieces(SearchText.fold(value));
    }

    /** A text that matches has a word for each of these; not each that has them matches. None where nothing is looked for. */
    public List<Key> keys() {
        Set<Key> keys = new LinkedHashSet<>();
        pieces(value).forEach(piece -> keys.addAll(keys(piece)));
        return keys.stream().limit(MAX_KEYS).toList();
    }

    private static List<Key> keys(SearchText.Piece piece) {
        boolean one = piece.isOneCharacter();
        if (piece.kind() == SearchText.Kind.PASSAGE) {
            return one
                    ? List.of(new Key(piece.value(), true))
                    : piece.pairs().stream().map(pair -> new Key(pair, false)).toList();
        }
        return List.of(new Key(piece.value(), piece.kind() == SearchText.Kind.WORD && piece.last() && !one));
    }

    /** Finds in texts. */
    public Matcher matcher() {
        List<Key> keys = new ArrayList<>();
        List<String> passages = new ArrayList<>();
        for (SearchText.Piece piece : pieces(value)) {
            keys.addAll(keys(piece));
            if (piece.kind() == SearchText.Kind.PASSAGE) {
                passages.add(piece.value());
            }
        }
        return new Matcher(List.copyOf(keys), List.copyOf(passages));
    }

    /** Finds a query in texts. Immutable. */
    public static final class Matcher {
        private final List<Key> keys;
        private final List<String> passages;

        private Matcher(List<Key> keys, List<String> passages) {
            this.keys = keys;
            this.passages = passages;
        }

        /** Whether the text has what is looked for. */
        public boolean matches(String text) {
            String folded = SearchText.fold(text);
            if (keys.isEmpty() || !keys.stream().allMatch(key -> folded.contains(key.word()))) {
                return false; // so it is with most texts, and far quicker than to part them
            }
            SearchText searched = SearchText.ofFolded(folded);
            return keys.stream().allMatch(key -> has(searched, key))
                    && passages.stream().allMatch(searched::contains);
        }

        private static boolean has(SearchText text, Key key) {
            return text.words().contains(key.word())
                    || key.beginning() && text.words().stream().anyMatch(key::matches);
        }
    }

    /** Tells the length only, never what is looked for. */
    @Override
    public String toString() {
        return "SearchQuery[" + value.length() + "]";
    }
}
