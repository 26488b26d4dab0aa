/** The values of the domain: users, conversations, messages, events, markers. All are immutable and validated. */
@NullMarked
package chat.duologue.model;

import org.jspecify.annotations.NullMarked;
