/** The frames of the wire protocol: typed requests, decoding, encoding. */
@NullMarked
package chat.duologue.internal.protocol;

import org.jspecify.annotations.NullMarked;
