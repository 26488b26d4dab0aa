package chat.duologue.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP proxy for one client, which can stop reading from the server, and still passes on what the client says. */
final class PausingProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final Socket server = new Socket();
    private Socket client;
    private boolean paused;
    private volatile boolean isCut;

    PausingProxy(int port) throws IOException {
        server.setReceiveBufferSize(16 * 1024);
        server.connect(new InetSocketAddress("127.0.0.1", port));
        Background.run(this::serve);
    }

    private void serve() {
        try {
            client = listening.accept();
            InputStream said = client.getInputStream();
            OutputStream heard = client.getOutputStream();
            OutputStream toServer = server.getOutputStream();
            Background.run(() -> {
                pass(said, toServer);
                isCut = true;
            });
            pass(server.getInputStream(), heard);
        } catch (IOException e) {
            isCut = true;
        }
    }

    private void pass(InputStream from, OutputStream to) {
        byte[] buffer = new byte[8 * 1024];
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                awaitRead(from);
            }
        } catch (IOException e) {
            // one of them has hung up
        }
    }

    private synchronized void awaitRead(InputStream from) throws IOException {
        while (paused && from == server.getInputStream()) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Reads nothing more of what the server sends. */
    synchronized void pause() {
        paused = true;
    }

    /** Whether what the client says can't be passed on any more. */
    boolean isCut() {
        return isCut;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        server.close();
        if (client != null) {
            client.close();
        }
    }
}
