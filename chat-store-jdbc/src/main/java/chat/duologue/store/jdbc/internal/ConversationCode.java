package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import java.util.OptionalLong;

/** Writes a conversation's number as its public id: {@code c_} and nine digits to the base 32. */
final class ConversationCode {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int DIGIT_BITS = 5;
    private static final int LENGTH = (RandomIds.BITS + DIGIT_BITS - 1) / DIGIT_BITS;

    private ConversationCode() {}

    static ConversationId encode(long id) {
        char[] code = new char[2 + LENGTH];
        code[0] = 'c';
        code[1] = '_';
        long rest = id;
        for (int i = code.length - 1; i > 1; i--) {
            code[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= DIGIT_BITS;
        }
        return new ConversationId(new String(code));
    }

    /** The number; empty for what {@link #encode} never returns. */
    static OptionalLong decode(ConversationId id) {
        String code = id.value();
        if (code.length() != 2 + LENGTH || !code.startsWith("c_")) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 2; i < code.length(); i++) {
            int digit = DIGITS.indexOf(code.charAt(i));
            if (digit < 0) {
                return OptionalLong.empty();
            }
            number = number << DIGIT_BITS | digit;
        }
        return number >>> RandomIds.BITS == 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
