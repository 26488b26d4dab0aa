/** The Jetty transport: it translates between WebSocket and the server's frames, and decides nothing. */
@NullMarked
package chat.duologue.jetty;

import org.jspecify.annotations.NullMarked;
