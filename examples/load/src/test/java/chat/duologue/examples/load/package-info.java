/** Tests of the load generator, with real sockets and its own two servers. */
@NullMarked
package chat.duologue.examples.load;

import org.jspecify.annotations.NullMarked;
