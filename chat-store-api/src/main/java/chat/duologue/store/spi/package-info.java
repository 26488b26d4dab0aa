/** What a store implements: one batch write, a handful of reads, and the removal of what is old. */
@NullMarked
package chat.duologue.store.spi;

import org.jspecify.annotations.NullMarked;
