package chat.duologue.examples.quickstart;

import chat.duologue.ChatServer;
import chat.duologue.jetty.FailingStore;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.OriginRule;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The quickstart's page on a server in this process, which refuses, breaks down and lives at another time when told to. */
final class PageServer implements AutoCloseable {
    volatile boolean refuses;
    volatile boolean storeIsDown;
    /** How long ago it is for the server. */
    volatile Duration past = Duration.ZERO;

    private final ChatServer chat;
    private final JettyChatServer jetty;

    private PageServer(Path data) throws IOException {
        Tokens tokens = Tokens.withKeyIn(data);
        FileSystemAttachments attachments = FileSystemAttachments.in(
                        data.resolve("attachments"), KeyFile.in(data, "attachments.key"))
                .build();
        chat = ChatServer.builder()
                .store(FailingStore.whileTrue(() -> storeIsDown, new InMemoryChatStore()))
                .authenticator(credentials -> tokens.identify(credentials.token()))
                .attachments(attachments)
                .policy((from, to, context) -> !refuses)
                .clock(() -> Instant.now().minus(past))
                .build();
        int port = ServerProcess.freePort();
        jetty = JettyChatServer.of(chat)
                .port(port)
                .origins(OriginRule.of("http://127.0.0.1:" + port))
                .attachments(attachments)
                .handler(new LoginHandler(tokens))
                .handler(new PageHandler())
                .start();
    }

    static PageServer start(Path data) throws IOException {
        return new PageServer(data);
    }

    String address() {
        return "http://127.0.0.1:" + jetty.port();
    }

    /** Sends in their name; returns the conversation. */
    ConversationId say(String from, String to, String text) {
        ClientMessageId id = new ClientMessageId(UUID.randomUUID().toString());
        ConversationRef peer = new ConversationRef.WithPeer(new UserId(to));
        return chat.as(new UserId(from))
                .send(peer, id, Content.text(text))
                .toCompletableFuture()
                .join()
                .message()
                .conversation();
    }

    void read(String by, ConversationId conversation, long seq) {
        chat.as(new UserId(by))
                .markRead(conversation, seq)
                .toCompletableFuture()
                .join();
    }

    void typing(String by, String peer) {
        chat.as(new UserId(by)).typing(conversationOf(by, peer), true);
    }

    private ConversationId conversationOf(String user, String peer) {
        return chat.as(new UserId(user))
                .conversation(new ConversationRef.WithPeer(new UserId(peer)))
                .toCompletableFuture()
                .join()
                .id();
    }

    void stop() {
        jetty.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
