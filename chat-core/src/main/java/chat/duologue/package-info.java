/** What a host types: the server, its options, the callbacks it asks, and what the host's own code does as a user. */
@NullMarked
package chat.duologue;

import org.jspecify.annotations.NullMarked;
