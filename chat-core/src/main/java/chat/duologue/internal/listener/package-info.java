/** Readers of streams that are not devices: the host's listeners, and what it pushes. */
@NullMarked
package chat.duologue.internal.listener;

import org.jspecify.annotations.NullMarked;
