/** The quickstart: a chat server on this machine, with a web page. */
@NullMarked
package chat.duologue.examples.quickstart;

import org.jspecify.annotations.NullMarked;
