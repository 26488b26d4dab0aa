/** What runs beneath the sessions: group commit, publishing, reads, calls to the host. */
@NullMarked
package chat.duologue.internal.engine;

import org.jspecify.annotations.NullMarked;
