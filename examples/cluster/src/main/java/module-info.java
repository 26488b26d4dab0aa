/** One node of a chat that runs on several. */
module chat.duologue.examples.cluster {
    requires chat.duologue.bus.nats;
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.zaxxer.hikari;
    requires org.slf4j;
    requires static org.jspecify;
}
