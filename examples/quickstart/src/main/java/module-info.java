/** The quickstart: a chat server on this machine, with a web page. */
module chat.duologue.examples.quickstart {
    requires chat.duologue.bus.nats;
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.zaxxer.hikari;
    requires static org.jspecify;
    requires tools.jackson.databind;
}
