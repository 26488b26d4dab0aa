package chat.duologue.examples.load;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The database server behind the server that is loaded, and what of it may be looked at.
 *
 * @param login for the counters that it keeps, null for none
 * @param pid its first process, whose descendants count as it
 */
record ObservedDatabase(@Nullable DatabaseLogin login, OptionalLong pid) {
    static final ObservedDatabase NONE = new ObservedDatabase(null, OptionalLong.empty());
}
