/** Signals: who is typing, who is online. Never stored, and the first to go under pressure. */
@NullMarked
package chat.duologue.internal.signal;

import org.jspecify.annotations.NullMarked;
