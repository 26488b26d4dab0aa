/** Sessions: cursors over the streams of users, and the connections they feed. */
@NullMarked
package chat.duologue.internal.session;

import org.jspecify.annotations.NullMarked;
