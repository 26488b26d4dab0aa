/** The contract tests of every bus: {@link chat.duologue.bus.tck.BusContract}. */
@NullMarked
package chat.duologue.bus.tck;

import org.jspecify.annotations.NullMarked;
