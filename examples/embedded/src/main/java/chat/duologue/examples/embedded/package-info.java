/** The shortest server of one's own. */
@NullMarked
package chat.duologue.examples.embedded;

import org.jspecify.annotations.NullMarked;
