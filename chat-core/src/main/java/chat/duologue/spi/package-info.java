/** What a transport implements and calls. */
@NullMarked
package chat.duologue.spi;

import org.jspecify.annotations.NullMarked;
