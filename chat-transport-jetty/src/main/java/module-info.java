/** WebSocket over Jetty, and attachments over HTTP: stand-alone, or mounted into the Jetty that the host runs. */
module chat.duologue.jetty {
    requires transitive chat.duologue.core;
    requires transitive org.eclipse.jetty.websocket.api;
    requires transitive org.eclipse.jetty.websocket.server;
    requires transitive org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.common;
    requires org.eclipse.jetty.websocket.core.common;
    requires org.eclipse.jetty.alpn.server;
    requires org.eclipse.jetty.http2.server;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports chat.duologue.jetty;
    exports chat.duologue.jetty.attachments;
}
