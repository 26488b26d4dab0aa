package chat.duologue.store.jdbc.internal;

import java.security.SecureRandom;

/**
 * Numbers for users and conversations: random, so that neither a sequence nor an order of creation is needed or told. As
 * short as they may be, since every index holds them: one that is taken by chance is refused by its primary key, and the
 * next try takes another.
 */
final class RandomIds {
    /** 4 trillion numbers; six bytes where the database stores small numbers in fewer bytes. */
    static final int BITS = 42;

    private final SecureRandom random = new SecureRandom();

    /** Not 0, which no row has. */
    long next() {
        return Math.max(1, random.nextLong() >>> (Long.SIZE - BITS));
    }
}
