/** What nodes tell each other, over the host's bus. Nothing is lost where a note is. */
@NullMarked
package chat.duologue.internal.cluster;

import org.jspecify.annotations.NullMarked;
