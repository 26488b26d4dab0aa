/** Devices that are not connected are notified. */
module chat.duologue.examples.push {
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.h2database;
    requires static org.jspecify;
}
