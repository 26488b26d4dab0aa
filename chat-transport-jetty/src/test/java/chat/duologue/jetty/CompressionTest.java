package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompressionTest {
    @Test
    void isNotAgreedUponEvenWhereTheClientOffersIt() throws Exception {
        try (ChatFixture chat = ChatFixture.start();
                Socket socket = new Socket("127.0.0.1", chat.port())) {
            socket.setSoTimeout(20_000);
            String upgrade = "GET /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> head =
                    answer.lines().takeWhile(line -> !line.isEmpty()).toList();
            assertThat(head.get(0)).contains("101");
            assertThat(head).noneMatch(line -> line.toLowerCase().startsWith("sec-websocket-extensions"));
        }
    }
}
