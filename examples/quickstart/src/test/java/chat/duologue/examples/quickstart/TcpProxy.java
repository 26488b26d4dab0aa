package chat.duologue.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A line to a server on this machine, which can be cut and mended. Thread-safe. */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 8192;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;
    private volatile boolean losesAnswers;
    private volatile Duration lag = Duration.ZERO;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static TcpProxy to(int port) throws IOException {
        TcpProxy proxy = new TcpProxy(port);
        run("accept", proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections, and every one that is tried until the line is mended. */
    void cut() {
        isCut = true;
        sockets.forEach(TcpProxy::close);
    }

    /** What the server says no longer comes through, though it still hears. */
    void loseAnswers() {
        losesAnswers = true;
    }

    void mend() {
        mend(Duration.ZERO);
    }

    /** @param lag how long everything takes on its way to the server */
    void mend(Duration lag) {
        this.lag = lag;
        losesAnswers = false;
        isCut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                run("connect", () -> connect(client));
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            run("to server", () -> pump(client, server, false));
            run("to client", () -> pump(server, client, true));
        } catch (IOException e) {
            end(client);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0 && !isCut; count = in.read(buffer)) {
                if (!answers) {
                    LockSupport.parkNanos(lag.toNanos());
                }
                if (!answers || !losesAnswers) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // one end was closed: so is the other
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        close(socket);
        sockets.remove(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    private static void run(String what, Runnable work) {
        Thread thread = new Thread(work, "proxy " + what);
        thread.setDaemon(true);
        thread.start();
    }
}
