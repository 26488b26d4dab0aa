package chat.duologue.examples.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChatServer;
import chat.duologue.ChatUser;
import chat.duologue.model.Attachment;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Key;
import chat.duologue.spi.AttachmentStore.Page;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import chat.duologue.store.memory.InMemoryChatStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3AttachmentsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] NOTES = "some notes".getBytes(UTF_8);
    private static final String SHA_256 = "237bac67a518e2dfc901ecbf060f59cde465d4644cf9d0783a877a321f9bbcb3";
    private static final UserId ALICE = new UserId("alice / \u00e9");
    private static final UserId BOB = new UserId("bob");
    private static final Upload UPLOAD = new Upload("notes.txt", "text/plain", NOTES.length, SHA_256);

    private static HttpResponse<byte[]> exchange(Permit permit, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(permit.url()))
                .method(permit.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        permit.headers().forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void thePeerDownloadsFromTheBucketWhatTheAuthorPutThere() throws Exception {
        try (LocalBucket bucket = new LocalBucket();
                ChatServer chat = ChatServer.builder()
                        .store(new InMemoryChatStore())
                        .authenticator(credentials -> Optional.empty())
                        .attachments(bucket.attachments())
                        .build()
                        .start()) {
            ChatUser alice = chat.as(ALICE);
            UploadPermit upload =
                    alice.permitUpload(UPLOAD).toCompletableFuture().get();
            Attachment notes =
                    new Attachment(upload.ref(), "notes \u00e9.txt", "text/plain", NOTES.length, SHA_256, null);
            Content content = new Content(null, null, null, List.of(notes));
            ConversationRef bob = new ConversationRef.WithPeer(BOB);
            assertThatThrownBy(() -> alice.send(bob, new ClientMessageId("1"), content)
                            .toCompletableFuture()
                            .get())
                    .hasMessageContaining("no such upload");
            assertThat(exchange(upload.permit(), NOTES).statusCode()).isEqualTo(200);
            assertThat(exchange(upload.permit(), NOTES).statusCode()).isEqualTo(412);
            Message message = alice.send(bob, new ClientMessageId("1"), content)
                    .toCompletableFuture()
                    .get()
                    .message();
            Permit download = chat.as(BOB)
                    .permitDownload(message.conversation(), message.seq(), upload.ref())
                    .toCompletableFuture()
                    .get();
            HttpResponse<byte[]> response = exchange(download, null);
            assertThat(response.body()).isEqualTo(NOTES);
            assertThat(response.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename*=UTF-8''notes%20%C3%A9.txt");
        }
    }

    @Test
    void otherBytesOrAnotherTypeThanWasPermittedAreNotWhatWasSigned() throws Exception {
        try (LocalBucket bucket = new LocalBucket()) {
            Permit permit = bucket.attachments().permitUpload(ALICE, UPLOAD).permit();
            assertThat(exchange(permit, "longer than it may be".getBytes(UTF_8)).statusCode())
                    .isEqualTo(403);
            HttpRequest html = HttpRequest.newBuilder(URI.create(permit.url()))
                    .header("Content-Type", "text/html")
                    .PUT(BodyPublishers.ofByteArray(NOTES))
                    .build();
            assertThat(HTTP.send(html, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void everyUploadIsListedOnceAndRemoved() throws Exception {
        try (LocalBucket bucket = new LocalBucket()) {
            S3Attachments attachments = bucket.attachments();
            List<Key> uploads = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                UserId user = i % 2 == 0 ? ALICE : BOB;
                UploadPermit upload = attachments.permitUpload(user, UPLOAD);
                assertThat(exchange(upload.permit(), NOTES).statusCode()).isEqualTo(200);
                uploads.add(new Key(user, upload.ref()));
            }
            Instant later = Instant.now().plusSeconds(1);
            List<Key> listed = new ArrayList<>();
            Page page = attachments.uploads(null, later, 3);
            listed.addAll(page.uploads());
            while (page.next().isPresent()) {
                page = attachments.uploads(page.next().get(), later, 3);
                listed.addAll(page.uploads());
            }
            assertThat(listed).containsExactlyInAnyOrderElementsOf(uploads);
            assertThat(attachments.uploads(null, later.minusSeconds(3600), 10).uploads())
                    .isEmpty();
            assertThat(attachments.find(BOB, uploads.get(0).ref())).isEmpty();
            attachments.remove(uploads);
            attachments.remove(uploads);
            assertThat(attachments.uploads(null, later, 10).uploads()).isEmpty();
        }
    }
}
