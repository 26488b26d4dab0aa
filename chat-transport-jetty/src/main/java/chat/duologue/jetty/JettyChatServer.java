package chat.duologue.jetty;

import chat.duologue.ChatServer;
import chat.duologue.jetty.attachments.ChatAttachments;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.ChatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A Jetty of its own for a chat server: the shortest way to a running one. It starts the chat server, and stops it.
 * Thread-safe.
 */
public final class JettyChatServer implements AutoCloseable {
    private final ChatServer chat;
    private final Server server;
    private final ServerConnector connector;

    private JettyChatServer(ChatServer chat, Server server, ServerConnector connector) {
        this.chat = chat;
        this.server = server;
        this.connector = connector;
    }

    /**
     * A builder for a server that serves this chat.
     *
     * @param chat not started yet
     */
    public static Builder of(ChatServer chat) {
        return new Builder(chat);
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Drains and stops the chat server, then Jetty. Idempotent. */
    public void stop() {
        chat.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new ChatException("Jetty did not stop in order: " + e.getMessage(), e);
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Collects what the server needs. Not thread-safe. */
    public static final class Builder {
        /** After a restart every client comes back at once: none shall have to knock twice. */
        private static final int ACCEPT_QUEUE = 4096;

        private final ChatServer chat;
        private String host = "127.0.0.1";
        private int port = 8080;
        private String path = "/chat";
        private OriginRule origins = OriginRule.NO_WEB_PAGES;
        private @Nullable Tls tls;
        private boolean http2;
        private @Nullable TrustedProxies proxies;
        private @Nullable String health;
        private @Nullable FileSystemAttachments attachments;
        private final List<Handler> others = new ArrayList<>();

        private Builder(ChatServer chat) {
            this.chat = chat;
        }

        /** The address to listen on; by default 127.0.0.1 only, {@code 0.0.0.0} for all. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** The port to listen on, by default 8080; 0 for any free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The path of the WebSocket, by default {@code /chat}. */
        public Builder path(String value) {
            path = value;
            return this;
        }

        /** Which web pages may connect; by default none. */
        public Builder origins(OriginRule value) {
            origins = value;
            return this;
        }

        /** Serve over TLS 1.2 and 1.3 only; by default plain, for use behind a proxy that ends TLS. */
        public Builder tls(Tls value) {
            tls = value;
            return this;
        }

        /**
         * Serve over HTTP/2 too, on which up to 128 WebSockets share a connection (RFC 8441); by default over HTTP/1.1 only.
         * With {@link #tls} clients choose; without, it is for proxies that know (prior knowledge, RFC 9113 section 3.3).
         */
        public Builder http2() {
            http2 = true;
            return this;
        }

        /**
         * Behind these proxies clients' addresses are what the proxies say, see {@link TrustedProxies}; by default nobody is
         * believed, and to flood control all clients of a proxy are one.
         *
         * @param addresses as for {@link TrustedProxies#of}
         * @throws IllegalArgumentException if one is none
         */
        public Builder trustedProxies(String... addresses) {
            proxies = TrustedProxies.of(addresses);
            return this;
        }

        /**
         * Answers load balancers below this path, as {@link ChatHealth#mount} does; by default nothing does: who asks learns
         * whether the server stops, is full, or has lost its store.
         *
         * @param value mostly {@code /health}
         */
        public Builder health(String value) {
            health = value;
            return this;
        }

        /**
         * Serves these attachments too, at the path where their URLs lead, to web pages of the {@code origins}; by default
         * none. The chat server needs them as well.
         */
        public Builder attachments(FileSystemAttachments value) {
            attachments = value;
            return this;
        }

        /** A handler for all requests that are not the WebSocket, e.g. a login; several are asked in turn. */
        public Builder handler(Handler value) {
            others.add(value);
            return this;
        }

        /**
         * Starts the chat server and Jetty.
         *
         * @throws ChatException if it can't, e.g. because the port is taken; the message says what to do
         */
        public JettyChatServer start() {
            QueuedThreadPool threads = new QueuedThreadPool();
            threads.setName("duologue-jetty");
            Server server = new Server(threads);
            ServerConnector connector = connector(server);
            server.addConnector(connector);
            ContextHandler context = new ContextHandler(new Handler.Sequence(others), "/");
            server.setHandler(context);
            new ChatWebSocket(chat, origins).mount(server, context, path);
            if (attachments != null) {
                new ChatAttachments(chat, attachments, origins).mount(context, attachments.path());
            }
            if (health != null) {
                new ChatHealth(chat).mount(context, health);
            }
            chat.start();
            try {
                server.start();
            } catch (Exception e) {
                chat.stop();
                stopQuietly(server, e);
                throw failure(e);
            }
            return new JettyChatServer(chat, server, connector);
        }

        private ServerConnector connector(Server server) {
            HttpConfiguration http = new HttpConfiguration();
            http.setSendServerVersion(false);
            HttpConnectionFactory http1 = new HttpConnectionFactory(http);
            List<ConnectionFactory> factories = new ArrayList<>();
            if (tls == null) {
                factories.add(http1);
                if (http2) {
                    factories.add(Http2.cleartext(http));
                }
            } else {
                http.addCustomizer(new SecureRequestCustomizer(false));
                SslContextFactory.Server ssl = new SslContextFactory.Server();
                ssl.setKeyStore(tls.keyStore());
                ssl.setKeyStorePassword(tls.password());
                if (http2) {
                    ConnectionFactory negotiation = Http2.negotiation(http1.getProtocol());
                    factories.add(new SslConnectionFactory(ssl, negotiation.getProtocol()));
                    factories.add(negotiation);
                    factories.add(Http2.behindTls(http));
                } else {
                    factories.add(new SslConnectionFactory(ssl, http1.getProtocol()));
                }
                factories.add(http1);
            }
            if (proxies != null) {
                http.addCustomizer(proxies);
            }
            ServerConnector connector = new ChatConnector(server, chat.options().writeTimeout(), factories);
            if (http2) {
                connector.addEventListener(new ClosedStreams(connector.getScheduler()));
            }
            connector.setHost(host);
            connector.setPort(port);
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            return connector;
        }

        private ChatException failure(Exception e) {
            if (e instanceof IOException) {
                return new ChatException(
                        "Can't listen on " + host + ":" + port + ": is another process using that port? Choose another"
                                + " with port(…), or 0 for any free one",
                        e);
            }
            return new ChatException("Jetty did not start: " + e.getMessage(), e);
        }

        private static void stopQuietly(Server server, Exception why) {
            try {
                server.stop();
            } catch (Exception e) {
                why.addSuppressed(e);
            }
        }
    }
}
