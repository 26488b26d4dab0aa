/** Devices that are not connected are notified. */
@NullMarked
package chat.duologue.examples.push;

import org.jspecify.annotations.NullMarked;
