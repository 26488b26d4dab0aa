package chat.duologue.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between clients and a server of this machine. It can fall silent: then nothing arrives in either direction, no
 * byte and no end of a connection, and nobody is told.
 */
public final class SilentProxy implements AutoCloseable {
    private final ServerSocket entrance;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private boolean silent;
    private boolean closed;

    private SilentProxy(ServerSocket entrance, int target) {
        this.entrance = entrance;
        this.target = target;
    }

    public static SilentProxy to(int port) throws IOException {
        SilentProxy proxy = new SilentProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        start(proxy::accept);
        return proxy;
    }

    public int port() {
        return entrance.getLocalPort();
    }

    public synchronized void fallSilent() {
        silent = true;
    }

    /** Delivers what was held back, and what comes. */
    public synchronized void speakAgain() {
        silent = false;
        notifyAll();
    }

    /** Delivers what comes over new connections. The old ones stay silent for ever, as after a change of hosts. */
    public synchronized void speakAgainToNewcomers() {
        links.forEach(link -> link.dead = true);
        speakAgain();
    }

    /** Delivers what comes over new connections, and ends the old ones: what was held back is lost. */
    public void speakAgainAnew() throws IOException {
        for (Link link : links) {
            link.close();
        }
        speakAgain();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        entrance.close();
        for (Link link : links) {
            link.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Link link = new Link(entrance.accept());
            links.add(link);
            start(link::open);
        }
    }

    private synchronized void awaitSpeech(Link link) throws IOException {
        while ((silent || link.dead) && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Runs until a socket is closed. */
    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // the end of a connection, or of the proxy
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Link {
        private final List<Socket> sockets = new ArrayList<>();
        private volatile boolean dead;

        private Link(Socket client) {
            sockets.add(client);
        }

        private void open() throws IOException {
            awaitSpeech(this);
            Socket client = sockets.get(0);
            Socket server = connect();
            start(() -> forward(client, server));
            forward(server, client);
        }

        private Socket connect() throws IOException {
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                synchronized (sockets) {
                    sockets.add(server);
                }
                return server;
            } catch (IOException e) {
                close(); // as the server would
                throw e;
            }
        }

        /** Closes both once one side has ended. */
        private void forward(Socket from, Socket to) throws IOException {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[8192];
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    awaitSpeech(this);
                    out.write(bytes, 0, length);
                }
            } finally {
                awaitSpeech(this);
                close();
            }
        }

        private void close() throws IOException {
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            links.remove(this);
        }
    }
}
