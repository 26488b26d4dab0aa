package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.attachment;
import static chat.duologue.jetty.AttachmentFixture.exchange;
import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChatServerOptions;
import chat.duologue.ChatUser;
import chat.duologue.RequestException;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Attachments, as clients of the chat see them. */
class AttachmentsTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);
    private static final String NO_REF = "0".repeat(32);

    @TempDir
    private Path directory;

    private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(fields);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> message(String to, String text, Object attachments) {
        return Map.of(
                "to", to, "clientMessageId", UUID.randomUUID().toString(), "text", text, "attachments", attachments);
    }

    @Test
    void thePeerDownloadsWhatTheAuthorUploaded() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> notes =
                    with(fixture.upload(alice, "notes.txt", "text/plain", NOTES), "preview", "a preview");
            Map<String, Object> other = fixture.upload(alice, "other", "application/x-other", new byte[0]);
            JsonNode sent = fixture.send(alice, "bob", List.of(notes, other));
            JsonNode expected = TestClient.JSON.valueToTree(List.of(notes, other));
            for (TestClient client : List.of(alice, bob)) {
                assertThat(client.event().get("attachments")).isEqualTo(expected);
                JsonNode history = client.request(
                        "history",
                        Map.of("conversation", sent.get("conversation").stringValue()));
                assertThat(history.get("messages").get(0).get("attachments")).isEqualTo(expected);
                HttpResponse<byte[]> response =
                        exchange(fixture.get(fixture.permitDownload(client, sent, notes.get("ref"))));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(NOTES);
                assertThat(exchange(fixture.get(fixture.permitDownload(client, sent, other.get("ref"))))
                                .body())
                        .isEmpty();
            }
        }
    }

    @Test
    void helloTellsTheLimits() {
        ChatServerOptions.Builder options = ChatServerOptions.builder()
                .maxAttachments(3)
                .maxAttachmentBytes(5_000_000_000L)
                .maxPreviewBytes(7);
        try (AttachmentFixture fixture =
                new AttachmentFixture.Setup().options(options).start(directory)) {
            JsonNode limits =
                    TestClient.connect(fixture.chat.port()).hello("alice").get("limits");
            assertThat(limits.get("attachments").intValue()).isEqualTo(3);
            assertThat(limits.get("attachmentBytes").longValue()).isEqualTo(5_000_000_000L);
            assertThat(limits.get("previewBytes").intValue()).isEqualTo(7);
        }
    }

    @Test
    void aServerWithoutAStoreForThemServesNone() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = TestClient.connect(chat.port());
            assertThat(alice.hello("alice").get("limits").has("attachments")).isFalse();
            String conversation = alice.say("bob", "hello").get("conversation").stringValue();
            assertThat(code(alice.request("upload", Map.of("name", "n", "mediaType", "a/b", "bytes", 1))))
                    .isEqualTo("unsupported");
            assertThat(code(alice.request("download", Map.of("conversation", conversation, "seq", 1, "ref", NO_REF))))
                    .isEqualTo("unsupported");
            List<?> attachments = List.of(attachment(NO_REF, "n", "a/b", NOTES));
            assertThat(code(alice.request("send", message("bob", "with a file", attachments))))
                    .isEqualTo("unsupported");
            assertThat(chat.stored("bob").events()).hasSize(1);
        }
    }

    @Test
    void whatIsOverALimitIsTooLarge() {
        ChatServerOptions.Builder options = ChatServerOptions.builder()
                .maxAttachments(2)
                .maxAttachmentBytes(10)
                .maxPreviewBytes(4);
        try (AttachmentFixture fixture =
                new AttachmentFixture.Setup().options(options).start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> file = Map.of("name", "n", "mediaType", "a/b", "bytes", 11);
            assertThat(code(alice.request("upload", file))).isEqualTo("too_large");
            assertThat(code(alice.request("upload", with(file, "bytes", Long.MAX_VALUE))))
                    .isEqualTo("too_large");
            List<Map<String, Object>> three = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                three.add(fixture.upload(alice, "notes.txt", "text/plain", NOTES));
            }
            assertThat(code(fixture.send(alice, "bob", three))).isEqualTo("too_large");
            Map<String, Object> fits = with(three.get(0), "preview", "éé");
            assertThat(code(fixture.send(alice, "bob", List.of(with(fits, "preview", "ééé")))))
                    .isEqualTo("too_large");
            assertThat(fixture.chat.stored("bob").events()).isEmpty();
            assertThat(code(fixture.send(alice, "bob", List.of(fits, three.get(1)))))
                    .isEqualTo("ok");
        }
    }

    @Test
    void toAStrangerAnAttachmentIsAsOneThatDoesNotExist() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient carol = fixture.chat.login("carol");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            JsonNode sent = fixture.send(alice, "bob", List.of(notes));
            String conversation = sent.get("conversation").stringValue();
            Map<String, Object> asked = Map.of("conversation", conversation, "seq", 1, "ref", notes.get("ref"));
            JsonNode refusal = carol.request("download", with(asked, "conversation", "c_none"));
            assertThat(code(refusal)).isEqualTo("forbidden");
            for (Map<String, Object> each : List.of(asked, with(asked, "seq", 9), with(asked, "ref", NO_REF))) {
                JsonNode answer = carol.request("download", each);
                assertThat(code(answer)).isEqualTo("forbidden");
                assertThat(answer.get("message")).isEqualTo(refusal.get("message"));
            }
            fixture.send(carol, "alice", List.of(fixture.upload(carol, "own", "a/b", NOTES)));
            for (Map<String, Object> each : List.of(
                    with(asked, "seq", 9),
                    with(asked, "ref", NO_REF),
                    with(asked, "ref", "x"),
                    with(asked, "seq", 2))) {
                assertThat(code(alice.request("download", each))).isEqualTo("not_found");
            }
        }
    }

    @Test
    void oneMessageDoesNotOpenTheFilesOfAnother() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient carol = fixture.chat.login("carol");
            Map<String, Object> forBob = fixture.upload(alice, "secret", "a/b", NOTES);
            fixture.send(alice, "bob", List.of(forBob));
            JsonNode forCarol = fixture.send(alice, "carol", List.of(fixture.upload(alice, "plain", "a/b", NOTES)));
            assertThat(code(fixture.permitDownload(carol, forCarol, forBob.get("ref"))))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void aMessageRefersOnlyToWhatItsAuthorHasUploaded() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            assertThat(code(fixture.send(alice, "bob", List.of(notes)))).isEqualTo("ok");
            JsonNode unknown = fixture.send(bob, "alice", List.of(with(notes, "ref", NO_REF)));
            assertThat(code(unknown)).isEqualTo("not_found");
            JsonNode ofAnother = fixture.send(bob, "alice", List.of(notes));
            assertThat(ofAnother.get("message")).isEqualTo(unknown.get("message"));
            String pending = fixture.permitUpload(alice, "notes.txt", "text/plain", NOTES)
                    .get("ref")
                    .stringValue();
            for (String ref : List.of(pending, "..", "x", NO_REF, "A".repeat(64))) {
                JsonNode answer = fixture.send(alice, "bob", List.of(notes, with(notes, "ref", ref)));
                assertThat(code(answer)).isIn("not_found", "bad_request");
                assertThat(answer.get("message").stringValue()).startsWith("attachments[1].ref");
            }
            assertThat(fixture.chat.stored("bob").events()).hasSize(1);
            assertThat(code(fixture.send(alice, "carol", List.of(notes))))
                    .as("the same upload in another message of the author's")
                    .isEqualTo("ok");
        }
    }

    @Test
    void aMessageSaysOfAnUploadWhatItIs() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            Map<String, Object> wrong =
                    Map.of("bytes", NOTES.length + 1, "mediaType", "text/html", "sha256", "0a".repeat(32));
            wrong.forEach((field, value) -> {
                JsonNode answer = fixture.send(alice, "bob", List.of(with(notes, field, value)));
                assertThat(code(answer)).isEqualTo("bad_request");
                assertThat(answer.get("message").stringValue()).startsWith("attachments[0]." + field);
            });
            assertThat(fixture.chat.stored("bob").events()).isEmpty();
            String sha256 = "237bac67a518e2dfc901ecbf060f59cde465d4644cf9d0783a877a321f9bbcb3";
            assertThat(code(fixture.send(
                            alice, "bob", List.of(with(with(notes, "sha256", sha256), "name", "renamed.txt")))))
                    .isEqualTo("ok");
        }
    }

    @Test
    void whatASessionSendsKeepsItsOrderWhileAttachmentsAreChecked() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (AttachmentFixture fixture = new AttachmentFixture.Setup()
                .around(files -> new SlowAttachments(files, asked, go))
                .start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            alice.post("send", message("bob", "1", List.of()));
            alice.post("send", message("bob", "2", List.of(notes)));
            alice.post("send", message("bob", "3", List.of()));
            alice.post("send", message("bob", "4", List.of(notes)));
            alice.post("send", message("bob", "5", List.of()));
            asked.await();
            assertThat(code(bob.say("alice", "meanwhile")))
                    .as("nobody else waits")
                    .isEqualTo("ok");
            go.countDown();
            for (int i = 0; i < 5; i++) {
                assertThat(code(alice.reply())).isEqualTo("ok");
            }
            assertThat(bob.texts(6)).containsExactly("1", "meanwhile", "2", "3", "4", "5");
        }
    }

    @Test
    void aStoreThatFailsOrHangsFailsThatRequestAlone() {
        ChatServerOptions.Builder options = ChatServerOptions.builder().callbackDeadline(Duration.ofMillis(200));
        CountDownLatch never = new CountDownLatch(1);
        try (AttachmentFixture fixture = new AttachmentFixture.Setup()
                .options(options)
                .around(files -> new SlowAttachments(files, new CountDownLatch(1), never))
                .start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> notes = fixture.upload(alice, "notes.txt", "text/plain", NOTES);
            assertThat(code(fixture.send(alice, "bob", List.of(notes)))).isEqualTo("unavailable");
            Map<String, Object> broken = Map.of("name", SlowAttachments.BROKEN, "mediaType", "a/b", "bytes", 1);
            JsonNode answer = alice.request("upload", broken);
            assertThat(code(answer)).isEqualTo("internal");
            assertThat(answer.get("message").stringValue()).doesNotContain("Exception", "secret");
            assertThat(code(alice.say("bob", "still here"))).isEqualTo("ok");
            assertThat(fixture.chat.stored("bob").events()).hasSize(1);
        }
    }

    @Test
    void aRepeatedSendIsKnownLongAfterTheGraceTimeButNothingNewMayReferToAnOldUpload() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> used = fixture.upload(alice, "used", "a/b", NOTES);
            Map<String, Object> unused = fixture.upload(alice, "unused", "a/b", NOTES);
            Map<String, ?> first = message("bob", "look", List.of(used));
            assertThat(code(alice.request("send", first))).isEqualTo("ok");
            fixture.clock.advance(Duration.ofHours(24));
            assertThat(alice.request("send", first).get("duplicate").booleanValue())
                    .isTrue();
            assertThat(code(fixture.send(alice, "carol", List.of(used))))
                    .as("what another message keeps")
                    .isEqualTo("ok");
            JsonNode refusal = fixture.send(alice, "bob", List.of(used, unused));
            assertThat(code(refusal)).isEqualTo("not_found");
            assertThat(refusal.get("message").stringValue()).startsWith("attachments[1].ref");
        }
    }

    @Test
    void theHostsOwnCodeGoesTheSameWay() throws Exception {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            ChatUser alice = fixture.chat.chat.as(new UserId("alice"));
            ChatUser carol = fixture.chat.chat.as(new UserId("carol"));
            AttachmentStore.Upload wanted = new AttachmentStore.Upload("n", "a/b", NOTES.length, null);
            String ref = alice.permitUpload(wanted).toCompletableFuture().get().ref();
            Content content = new Content(
                    null,
                    null,
                    null,
                    List.of(new chat.duologue.model.Attachment(ref, "n", "a/b", NOTES.length, null, null)));
            ConversationRef bob = new ConversationRef.WithPeer(new UserId("bob"));
            assertThatThrownBy(() -> alice.send(bob, new ClientMessageId("1"), content)
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(RequestException.class);
            ConversationId conversation = alice.send(bob, new ClientMessageId("2"), Content.text("hello"))
                    .toCompletableFuture()
                    .get()
                    .message()
                    .conversation();
            assertThatThrownBy(() -> carol.permitDownload(conversation, 1, ref)
                            .toCompletableFuture()
                            .get())
                    .hasMessageContaining("not allowed");
        }
    }
}
