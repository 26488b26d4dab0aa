/** Flood control: who may do how much in what time. */
@NullMarked
package chat.duologue.internal.flood;

import org.jspecify.annotations.NullMarked;
