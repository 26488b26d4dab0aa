/** An order and the message about it in one database transaction. */
module chat.duologue.examples.orders {
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.h2database;
    requires spring.jdbc;
    requires spring.tx;
    requires static org.jspecify;
}
