package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Upload;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A permit permits what it says, for as long as it says, and nothing else does. */
class AttachmentPermitTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private AttachmentFixture fixture;
    private TestClient alice;
    private Map<String, Object> notes;
    private JsonNode sent;

    @BeforeEach
    void shareAFile() {
        fixture = AttachmentFixture.start(directory);
        alice = fixture.chat.login("alice");
        notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
        sent = fixture.send(alice, "bob", List.of(notes));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private JsonNode permitDownload() {
        return fixture.permitDownload(alice, sent, notes.get("ref"));
    }

    private int status(String method, String path) {
        return exchange(HttpRequest.newBuilder(fixture.uri(path))
                        .header("Content-Type", "text/plain")
                        .method(
                                method,
                                method.equals("PUT") ? BodyPublishers.ofByteArray(NOTES) : BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void aDownloadBeginsWithinAMinute() {
        String url = permitDownload().get("url").stringValue();
        fixture.clock.advance(Duration.ofSeconds(59));
        assertThat(status("GET", url)).isEqualTo(200);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(status("GET", url)).isEqualTo(403);
    }

    @Test
    void anUploadBeginsWithinFiveMinutes() {
        JsonNode first = fixture.permitUpload(alice, "n", "text/plain", NOTES);
        JsonNode second = fixture.permitUpload(alice, "n", "text/plain", NOTES);
        fixture.clock.advance(Duration.ofSeconds(299));
        assertThat(status("PUT", first.get("url").stringValue())).isEqualTo(201);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(status("PUT", second.get("url").stringValue())).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "OPTIONS", "PROPFIND"})
    void aDownloadsPermitIsForNothingElse(String method) {
        assertThat(status(method, permitDownload().get("url").stringValue())).isIn(403, 405);
        assertThat(exchange(fixture.get(permitDownload())).body()).isEqualTo(NOTES);
    }

    @Test
    void aDownloadsPermitServesTheHeadersAlone() {
        assertThat(status("HEAD", permitDownload().get("url").stringValue())).isEqualTo(200);
    }

    @Test
    void anUploadsPermitIsNotForReading() {
        JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
        String url = permit.get("url").stringValue();
        assertThat(status("PUT", url)).isEqualTo(201);
        assertThat(status("GET", url)).isEqualTo(403);
        assertThat(status("HEAD", url)).isEqualTo(403);
    }

    @Test
    void aPermitIsForOneRef() {
        String own = permitDownload().get("url").stringValue();
        Map<String, Object> other = fixture.upload(alice, "other", "text/plain", NOTES);
        assertThat(status("GET", own.replace((String) notes.get("ref"), (String) other.get("ref"))))
                .isEqualTo(403);
    }

    @Test
    void aPermitThatIsChangedInAnyCharacterPermitsNothing() {
        String url = permitDownload().get("url").stringValue();
        int start = url.indexOf('=') + 1;
        for (int i = start; i < url.length(); i++) {
            char other = url.charAt(i) == 'A' ? 'Q' : 'A';
            String forged = url.substring(0, i) + other + url.substring(i + 1);
            assertThat(status("GET", forged)).as("character " + (i - start)).isEqualTo(403);
        }
        for (String end : List.of("", "A", "=", "&x=1", "%00", ".")) {
            assertThat(status("GET", url.substring(0, url.length() - 1) + end)).isEqualTo(403);
        }
    }

    @Test
    void withoutAPermitThereIsNothing() {
        String ref = (String) notes.get("ref");
        for (String path : List.of(
                ref,
                ref + "?",
                ref + "?permit",
                ref + "?permit=",
                ref + "?permit=.",
                ref + "?permit=%2E",
                ref + "?Permit=x.y",
                ref + "/content",
                "",
                "?permit=x.y",
                "..",
                "%2e%2e/%2e%2e/etc/passwd",
                "partial")) {
            assertThat(status("GET", "/attachments/" + path)).as(path).isIn(400, 403, 404);
        }
    }

    @Test
    void anotherKeySignsOtherPermits(@TempDir Path elsewhere) {
        byte[] key = AttachmentFixture.KEY.clone();
        key[0]++;
        FileSystemAttachments others =
                FileSystemAttachments.in(elsewhere, key).clock(fixture.clock).build();
        String url = others.permitUpload(new UserId("alice"), new Upload("n", "text/plain", NOTES.length, null))
                .permit()
                .url();
        assertThat(status("PUT", url)).isEqualTo(403);
    }

    @Test
    void aKeyThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> FileSystemAttachments.in(directory, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
    }

    @Test
    void afterAMessageIsGoneItOpensNothingThoughAnotherStillDoes() {
        JsonNode again = fixture.send(alice, "bob", List.of(notes));
        ConversationId conversation =
                new ConversationId(sent.get("conversation").stringValue());
        fixture.chat.store.housekeeping().orElseThrow().purge(conversation, 1);
        assertThat(TestClient.code(permitDownload())).isEqualTo("not_found");
        assertThat(TestClient.code(fixture.permitDownload(alice, again, notes.get("ref"))))
                .isEqualTo("ok");
    }
}
