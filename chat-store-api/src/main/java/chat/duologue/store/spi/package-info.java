/** What a store implements: one batch write, a handful of reads. */
@NullMarked
package chat.duologue.store.spi;

import org.jspecify.annotations.NullMarked;
