package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import chat.duologue.spi.AttachmentStore.Key;
import chat.duologue.spi.AttachmentStore.Page;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What no message refers to goes after its grace time, and nothing else does. */
class AttachmentCollectionTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);
    /** By the clock that is set; as often, by the system's, the server looks. */
    private static final Duration GRACE = Duration.ofMillis(50);

    private static final Duration STORE_DEADLINE = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    private final FaultyStore chats = new FaultyStore();

    private AttachmentFixture start() {
        return start(chats);
    }

    private AttachmentFixture start(ChatStore store) {
        return new AttachmentFixture.Setup()
                .chats(store)
                .options(ChatServerOptions.builder().attachmentGrace(GRACE).storeDeadline(STORE_DEADLINE))
                .start(directory);
    }

    /** Waits until the server has asked that often what is in use. */
    private void awaitLooks(int more) {
        int before = chats.askedInUse.get();
        await().untilAsserted(() -> assertThat(chats.askedInUse.get()).isGreaterThanOrEqualTo(before + more));
    }

    @Test
    void whatIsInUseStaysAndTheRestGoesWhenItsGraceTimeIsOver() {
        try (AttachmentFixture fixture = start()) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> used = fixture.upload(alice, "used", "a/b", NOTES);
            JsonNode sent = fixture.send(alice, "bob", List.of(used));
            fixture.upload(alice, "unused", "a/b", NOTES);
            fixture.upload(bob, "unused too", "a/b", NOTES);
            fixture.clock.advance(GRACE);
            Map<String, Object> young = fixture.upload(bob, "young", "a/b", NOTES);
            fixture.clock.advance(Duration.ofMillis(1));
            await().untilAsserted(() -> assertThat(fixture.stored()).hasSize(4));
            awaitLooks(3);
            assertThat(fixture.stored()).hasSize(4);
            assertThat(exchange(fixture.get(fixture.permitDownload(bob, sent, used.get("ref"))))
                            .body())
                    .isEqualTo(NOTES);
            assertThat(TestClient.code(fixture.send(bob, "alice", List.of(young))))
                    .isEqualTo("ok");
        }
    }

    @Test
    void theLastMessageThatReferredToItTakesItAlong() {
        try (AttachmentFixture fixture = start()) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> used = fixture.upload(alice, "used", "a/b", NOTES);
            JsonNode toBob = fixture.send(alice, "bob", List.of(used));
            JsonNode toCarol = fixture.send(alice, "carol", List.of(used));
            fixture.clock.advance(GRACE.plusMillis(1));
            purge(toBob);
            awaitLooks(3);
            assertThat(fixture.stored()).hasSize(2);
            purge(toCarol);
            await().untilAsserted(() -> assertThat(fixture.stored()).isEmpty());
            assertThat(directory.toFile().list()).hasSizeLessThanOrEqualTo(2);
        }
    }

    private void purge(JsonNode sent) {
        chats.healthy
                .housekeeping()
                .orElseThrow()
                .purge(new ConversationId(sent.get("conversation").stringValue()), 1);
    }

    @Test
    void whatAnErasedUserUploadedGoesThoughTheirMessagesStay() {
        try (AttachmentFixture fixture = start(new InMemoryChatStore())) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            Map<String, Object> used = fixture.upload(alice, "used", "a/b", NOTES);
            JsonNode sent = fixture.send(alice, "bob", List.of(used));
            fixture.chat.chat.erase(new UserId("alice"), Erasure.KEEP_MESSAGES);
            fixture.clock.advance(GRACE.plusMillis(1));
            await().untilAsserted(() -> assertThat(fixture.stored()).isEmpty());
            assertThat(TestClient.code(fixture.permitDownload(bob, sent, used.get("ref"))))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void aMessageThatIsBeingStoredWhileTheServerLooksKeepsItsFile() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        try (AttachmentFixture fixture = start()) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> used = fixture.upload(alice, "used", "a/b", NOTES);
            chats.beforeWrite = batch -> gate.await();
            alice.post("send", Map.of("to", "bob", "clientMessageId", "1", "attachments", List.of(used)));
            await().until(gate::hasWaiting);
            fixture.clock.advance(GRACE.plusMillis(1));
            awaitLooks(1);
            gate.open();
            awaitLooks(4);
            assertThat(fixture.chat.stored("bob").events()).hasSize(1);
            assertThat(fixture.stored()).hasSize(2);
        } finally {
            gate.open();
        }
    }

    @Test
    void aStoreThatCanNotSayWhatIsInUseKeepsEverything() {
        try (AttachmentFixture fixture = start()) {
            chats.beforeInUse = () -> {
                throw FaultyStore.down();
            };
            TestClient alice = fixture.chat.login("alice");
            fixture.upload(alice, "unused", "a/b", NOTES);
            fixture.clock.advance(GRACE.plusMillis(1));
            awaitLooks(3);
            assertThat(fixture.stored()).hasSize(2);
            chats.beforeInUse = () -> {};
            await().untilAsserted(() -> assertThat(fixture.stored()).isEmpty());
        }
    }

    private FileSystemAttachments files(ManualClock clock) {
        return FileSystemAttachments.in(directory, AttachmentFixture.KEY)
                .clock(clock)
                .build();
    }

    @Test
    void thePagesHoldEveryUploadOnceWhateverTheirLength() throws IOException {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            Set<Key> all = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                TestClient client = fixture.chat.login("user" + i % 7);
                String ref = (String) fixture.upload(client, "n", "a/b", NOTES).get("ref");
                all.add(new Key(new UserId("user" + i % 7), ref));
                client.close();
            }
            Files.createDirectories(directory.resolve("lost+found"));
            Files.writeString(directory.resolve("README"), "not an upload");
            Instant later = fixture.clock.in(Duration.ofSeconds(1));
            for (int limit : List.of(1, 3, 39, 40, 41, 500)) {
                assertThat(walk(fixture.files, later, limit)).containsExactlyInAnyOrderElementsOf(all);
            }
            assertThat(walk(fixture.files, fixture.clock.instant(), 10)).isEmpty();
            List<UserId> users =
                    walk(fixture.files, later, 5).stream().map(Key::uploader).toList();
            for (int i = 1; i < users.size(); i++) {
                if (!users.get(i).equals(users.get(i - 1))) {
                    assertThat(users.subList(i, users.size())).doesNotContain(users.get(i - 1));
                }
            }
        }
    }

    private static List<Key> walk(AttachmentStore files, Instant before, int limit) {
        List<Key> found = new ArrayList<>();
        Page page = files.uploads(null, before, limit);
        found.addAll(page.uploads());
        while (page.next().isPresent()) {
            page = files.uploads(page.next().get(), before, limit);
            found.addAll(page.uploads());
        }
        return found;
    }

    @Test
    void whatACrashLeftGoesButNotWhatIsUnderWay() throws IOException {
        FileSystemAttachments files = files(new ManualClock());
        Path old = partial(Duration.ofHours(7));
        Path fresh = partial(Duration.ofHours(5));
        Path removedInHalf =
                directory.resolve("partial").resolve(UUID.randomUUID().toString());
        Files.createDirectories(removedInHalf);
        Files.setLastModifiedTime(removedInHalf, FileTime.from(Instant.now().minus(Duration.ofHours(7))));
        assertThat(files.uploads(null, Instant.MAX, 100).uploads()).isEmpty();
        assertThat(old).doesNotExist();
        assertThat(removedInHalf).doesNotExist();
        assertThat(fresh).exists();
    }

    private Path partial(Duration age) throws IOException {
        Path folder = directory.resolve("partial").resolve(UUID.randomUUID().toString());
        Files.createDirectories(folder);
        Path content = Files.writeString(folder.resolve("content"), "some no");
        Files.setLastModifiedTime(content, FileTime.from(Instant.now().minus(age)));
        return folder;
    }

    @Test
    void anUploadThatIsDamagedKeepsNothingElseFromBeingCollected() throws IOException {
        try (AttachmentFixture fixture = start()) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> damaged = fixture.upload(alice, "damaged", "a/b", NOTES);
            fixture.upload(alice, "unused", "a/b", NOTES);
            fixture.upload(fixture.chat.login("bob"), "unused", "a/b", NOTES);
            for (Path file : fixture.stored()) {
                if (file.toString().contains((String) damaged.get("ref")) && file.endsWith("about")) {
                    Files.writeString(file, "bytes=many");
                }
            }
            fixture.clock.advance(GRACE.plusMillis(1));
            await().untilAsserted(() -> assertThat(fixture.stored()).hasSize(2));
            assertThat(TestClient.code(fixture.send(alice, "bob", List.of(damaged))))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void nodesThatShareTheDirectoryAndTheKeyServeEachOthersPermits() {
        try (AttachmentFixture one = AttachmentFixture.start(directory);
                AttachmentFixture other = AttachmentFixture.start(directory)) {
            TestClient alice = one.chat.login("alice");
            JsonNode permit = one.permitUpload(alice, "n", "a/b", NOTES);
            assertThat(exchange(other.put(permit, NOTES)).statusCode()).isEqualTo(201);
            Map<String, Object> file =
                    AttachmentFixture.attachment(permit.get("ref").stringValue(), "n", "a/b", NOTES);
            JsonNode sent = one.send(alice, "bob", List.of(file));
            assertThat(exchange(other.get(one.permitDownload(alice, sent, file.get("ref"))))
                            .body())
                    .isEqualTo(NOTES);
        }
    }

    @Test
    void removingTwiceIsRemovingOnce() {
        ManualClock clock = new ManualClock();
        FileSystemAttachments files = files(clock);
        UserId alice = new UserId("alice");
        String ref = files.permitUpload(alice, new Upload("n", "a/b", 1, null)).ref();
        files.remove(List.of(new Key(alice, ref), new Key(alice, ref)));
        assertThat(files.find(alice, ref)).isEmpty();
    }
}
