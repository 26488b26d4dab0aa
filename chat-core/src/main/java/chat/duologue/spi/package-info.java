/** What a transport implements and calls, and what keeps attachments. */
@NullMarked
package chat.duologue.spi;

import org.jspecify.annotations.NullMarked;
