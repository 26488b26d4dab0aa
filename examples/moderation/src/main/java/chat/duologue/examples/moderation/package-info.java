/** What users say is seen before it is stored. */
@NullMarked
package chat.duologue.examples.moderation;

import org.jspecify.annotations.NullMarked;
