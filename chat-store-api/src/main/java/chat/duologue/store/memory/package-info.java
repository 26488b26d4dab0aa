/** The store that keeps everything in memory: the readable reference of what every store must do. */
@NullMarked
package chat.duologue.store.memory;

import org.jspecify.annotations.NullMarked;
