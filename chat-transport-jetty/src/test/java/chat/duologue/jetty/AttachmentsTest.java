package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Attachments, as the two who share them see them. */
class AttachmentsTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void thePeerDownloadsWhatTheAuthorUploaded() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            JsonNode sent = fixture.send(alice, "bob", List.of(notes));
            JsonNode expected = TestClient.JSON.valueToTree(List.of(notes));
            for (TestClient client : List.of(alice, bob)) {
                assertThat(client.event().get("attachments")).containsExactlyInAnyOrderElementsOf(expected);
                JsonNode history = client.request(
                        "history",
                        Map.of("conversation", sent.get("conversation").stringValue()));
                assertThat(history.get("messages").get(0).get("attachments"))
                        .containsExactlyInAnyOrderElementsOf(expected);
                var response = exchange(fixture.get(fixture.permitDownload(client, sent, notes.get("ref"))));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(NOTES);
            }
        }
    }
}
