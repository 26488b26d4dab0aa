/** A load generator for servers that speak the Duologue protocol; it uses no module of theirs. */
module chat.duologue.examples.load {
    // Jetty calls the relay's listener reflectively.
    exports chat.duologue.examples.load to
            org.eclipse.jetty.websocket.common;

    requires static org.jspecify;
    requires com.zaxxer.hikari;
    requires java.net.http;
    requires java.sql;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.api;
    requires org.eclipse.jetty.websocket.server;
    requires tools.jackson.databind;
}
