package chat.duologue.examples.cluster.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line from a node to a server, which can be held or cut. Thread-safe. */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** How the line is. */
    enum State {
        /** All comes through. */
        WHOLE,
        /** Nothing comes through, and nobody is told: what was said waits, and comes when the line is whole again. */
        HELD,
        /** What the server says does not come through until the line is whole again; what it is told does. */
        ANSWERS_HELD,
        /** All connections are reset, and so is each that is tried. */
        CUT
    }

    private final InetSocketAddress target;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.WHOLE;

    TcpProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        run("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized void set(State now) {
        state = now;
        notifyAll();
        if (now == State.CUT) {
            sockets.forEach(TcpProxy::reset);
            sockets.clear();
        }
    }

    /** Where a line was held, it is cut first: what waits is lost. */
    void mend(boolean lose) {
        if (lose) {
            set(State.CUT);
        }
        set(State.WHOLE);
    }

    private synchronized void awaitPassage(boolean answers) throws InterruptedException {
        while (state == State.HELD || answers && state == State.ANSWERS_HELD) {
            wait();
        }
    }

    private synchronized boolean add(Socket socket) {
        if (state == State.CUT) {
            reset(socket);
            return false;
        }
        return sockets.add(socket);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (add(client)) {
                    run("connect", () -> connect(client));
                }
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private void connect(Socket client) {
        try {
            awaitPassage(false);
            Socket server = new Socket(target.getAddress(), target.getPort());
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            if (add(server)) {
                run("to server", () -> pump(client, server, false));
                run("to client", () -> pump(server, client, true));
            } else {
                end(client);
            }
        } catch (IOException | InterruptedException e) {
            end(client);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitPassage(answers);
                to.getOutputStream().write(buffer, 0, count);
            }
            awaitPassage(answers); // an end is news, too
        } catch (IOException | InterruptedException e) {
            // one end is gone: so is the other
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        close(socket);
        sockets.remove(socket);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        close(socket);
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

    @Override
    public void close() throws IOException {
        set(State.CUT);
        listener.close();
    }
}
