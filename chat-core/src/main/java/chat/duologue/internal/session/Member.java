package chat.duologue.internal.session;

import chat.duologue.ErrorCode;
import chat.duologue.Identity;
import chat.duologue.RequestException;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.protocol.AttachmentFrames;
import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.Request;
import chat.duologue.internal.signal.SessionSignals;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a session is and does once its user is known. */
final class Member {
    final UserId user;
    /** When the host was asked who it is. */
    final Instant asked;

    final StreamCursor cursor;
    final Acknowledgements acks;
    final SessionSignals signals;
    private final Operations operations;
    private final long maxPageBytes;
    private volatile @Nullable Instant expiresAt;
    private long startAfter;
    private long startHead;

    Member(
            Login.Known known,
            StreamCursor cursor,
            Acknowledgements acks,
            SessionSignals signals,
            SessionContext context) {
        this.user = known.identity().user();
        this.asked = known.asked();
        this.expiresAt = known.identity().expiresAt();
        this.cursor = cursor;
        this.acks = acks;
        this.signals = signals;
        this.operations = context.operations();
        this.maxPageBytes = context.options().maxPageBytes();
    }

    /** Where the events of the session begin. */
    void startAt(long after, long head) {
        startAfter = after;
        startHead = head;
    }

    void startEvents() {
        cursor.start(startAfter, startHead);
    }

    boolean isExpired(Instant now) {
        Instant end = expiresAt;
        return end != null && !now.isBefore(end);
    }

    void renew(Identity identity) {
        if (!identity.user().equals(user)) {
            throw new RequestException(ErrorCode.FORBIDDEN, "the token is another user's");
        }
        expiresAt = identity.expiresAt();
    }

    /**
     * The reply to a request.
     *
     * @param queued for a request that pipelines: runs when the next one may be taken
     */
    CompletableFuture<String> answer(Request request, Runnable queued) {
        String id = request.id();
        if (request instanceof Request.Send send) {
            return operations
                    .send(user, send.conversation(), send.clientMessageId(), send.content(), queued)
                    .thenApply(sent -> {
                        signals.sent(sent.message().conversation());
                        return FrameEncoder.sent(id, sent.message(), sent.duplicate());
                    });
        }
        if (request instanceof Request.Read read) {
            CompletableFuture<String> reply = operations
                    .markRead(user, read.conversation(), read.seq())
                    .thenApply(markers -> FrameEncoder.read(id, markers));
            queued.run();
            return reply;
        }
        if (request instanceof Request.History history) {
            return new Pages(operations, user, maxPageBytes).history(history);
        }
        if (request instanceof Request.Conversations conversations) {
            return new Pages(operations, user, maxPageBytes).conversations(conversations);
        }
        if (request instanceof Request.OneConversation one) {
            return operations
                    .conversation(user, one.conversation())
                    .thenApply(conversation -> FrameEncoder.conversation(id, conversation));
        }
        if (request instanceof Request.Search search) {
            return new Pages(operations, user, maxPageBytes).search(search);
        }
        if (request instanceof Request.Upload upload) {
            return operations
                    .attachments()
                    .permitUpload(user, upload.wanted())
                    .thenApply(permit -> AttachmentFrames.upload(id, permit));
        }
        if (request instanceof Request.Download download) {
            return operations
                    .attachments()
                    .permitDownload(user, download.conversation(), download.seq(), download.ref())
                    .thenApply(permit -> AttachmentFrames.download(id, permit));
        }
        if (request instanceof Request.Change change) {
            return new ChangeAnswers(user, operations.changes()).answer(change, queued);
        }
        if (request instanceof Request.Blocked blocked) {
            return new ChangeAnswers(user, operations.changes()).answer(blocked);
        }
        if (request instanceof Request.Ping) {
            return CompletableFuture.completedFuture(FrameEncoder.pong(id, cursor.head()));
        }
        if (request instanceof Request.Presence presence) {
            return signals.watch(id, presence.watch(), presence.unwatch());
        }
        throw new RequestException(ErrorCode.BAD_REQUEST, "hello was sent already");
    }
}
