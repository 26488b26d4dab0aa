/** An order and the message about it in one database transaction, with plain JDBC and with Spring. */
@NullMarked
package chat.duologue.examples.orders;

import org.jspecify.annotations.NullMarked;
