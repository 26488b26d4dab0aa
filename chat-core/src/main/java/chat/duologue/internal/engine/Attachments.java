package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.Anchor;
import chat.duologue.model.Attachment;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Stored;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may upload and download what, and what a message may refer to. */
public final class Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);
    private static final CompletableFuture<Void> FINE = CompletableFuture.completedFuture(null);

    private final @Nullable AttachmentStore store;
    private final ChatServerOptions options;
    private final Callbacks callbacks;
    private final Reads reads;
    private final InstantSource clock;

    /** @param store null where the server has none: every request is answered {@code unsupported} then */
    public Attachments(
            @Nullable AttachmentStore store,
            ChatServerOptions options,
            Callbacks callbacks,
            Reads reads,
            InstantSource clock) {
        this.store = store;
        this.options = options;
        this.callbacks = callbacks;
        this.reads = reads;
        this.clock = clock;
    }

    /** Whether the server has a store for them. */
    public boolean areServed() {
        return store != null;
    }

    /** Permits an upload. */
    public CompletableFuture<UploadPermit> permitUpload(UserId by, Upload wanted) {
        if (wanted.bytes() > options.maxAttachmentBytes()) {
            return failed(ErrorCode.TOO_LARGE, "bytes must be at most " + options.maxAttachmentBytes());
        }
        return ask(files -> files.permitUpload(by, wanted));
    }

    /** Permits a download to a member of the conversation; to everyone else it is as if there were no such thing. */
    public CompletableFuture<Permit> permitDownload(UserId by, ConversationId conversation, long seq, String ref) {
        if (store == null) {
            return unsupported();
        }
        return reads.read(chats -> chats.messages(by, conversation, new Anchor.Around(seq), 1))
                .thenCompose(found -> found.map(page -> permitDownload(by, page, seq, ref))
                        .orElseGet(() -> failed(ErrorCode.FORBIDDEN, Operations.NOT_ALLOWED)));
    }

    private CompletableFuture<Permit> permitDownload(UserId by, MessagePage page, long seq, String ref) {
        for (Message message : page.messages()) {
            Content content = message.content();
            for (Attachment attachment : content == null ? List.<Attachment>of() : content.attachments()) {
                if (message.seq() == seq && attachment.ref().equals(ref)) {
                    return ask(files -> files.permitDownload(by, message.from(), attachment));
                }
            }
        }
        return failed(ErrorCode.NOT_FOUND, "ref: no such attachment");
    }

    /** Fails unless a message of that user may have these. */
    CompletableFuture<Void> check(UserId author, List<Attachment> attachments) {
        if (attachments.size() > options.maxAttachments()) {
            return failed(ErrorCode.TOO_LARGE, "attachments must be at most " + options.maxAttachments());
        }
        for (int i = 0; i < attachments.size(); i++) {
            String preview = attachments.get(i).preview();
            if (preview != null && preview.getBytes(StandardCharsets.UTF_8).length > options.maxPreviewBytes()) {
                return failed(
                        ErrorCode.TOO_LARGE,
                        field(i, "preview") + " must have at most " + options.maxPreviewBytes() + " bytes");
            }
        }
        return ask(files -> old(files, author, attachments)).thenCompose(old -> checkInUse(author, old));
    }

    /**
     * Those that were uploaded too long ago to be fit for a message, but for one that they are in already; with their
     * places in the list.
     */
    private Map<String, Integer> old(AttachmentStore files, UserId author, List<Attachment> attachments) {
        Instant youngEnough = clock.instant().minus(options.attachmentGrace());
        Map<String, Integer> old = new TreeMap<>();
        for (int i = 0; i < attachments.size(); i++) {
            Attachment attachment = attachments.get(i);
            int place = i;
            Stored stored = files.find(author, attachment.ref()).orElseThrow(() -> noSuchUpload(place));
            requireSame(field(i, "mediaType"), attachment.mediaType(), stored.mediaType());
            requireSame(field(i, "bytes"), attachment.bytes(), stored.bytes());
            if (attachment.sha256() != null) {
                requireSame(field(i, "sha256"), attachment.sha256(), stored.sha256());
            }
            if (!stored.uploadedAt().isAfter(youngEnough)) {
                old.put(attachment.ref(), i);
            }
        }
        return old;
    }

    private static void requireSame(String field, Object claimed, @Nullable Object stored) {
        if (!claimed.equals(stored)) {
            throw new RequestException(ErrorCode.BAD_REQUEST, field + " is not that of the upload");
        }
    }

    private CompletableFuture<Void> checkInUse(UserId author, Map<String, Integer> old) {
        if (old.isEmpty()) {
            return FINE;
        }
        return reads.read(chats -> chats.attachmentsInUse(author, old.keySet())).thenAccept(inUse -> {
            old.forEach((ref, place) -> {
                if (!inUse.contains(ref)) {
                    throw noSuchUpload(place);
                }
            });
        });
    }

    private static RequestException noSuchUpload(int place) {
        return new RequestException(ErrorCode.NOT_FOUND, field(place, "ref") + ": no such upload");
    }

    private static String field(int place, String name) {
        return "attachments[" + place + "]." + name;
    }

    private interface Question<T> {
        T put(AttachmentStore store) throws Exception;
    }

    private <T> CompletableFuture<T> ask(Question<T> question) {
        AttachmentStore files = store;
        if (files == null) {
            return unsupported();
        }
        Callable<T> call = () -> Objects.requireNonNull(question.put(files), "it returned null");
        return callbacks.call(call).exceptionally(error -> {
            if (error instanceof RequestException refusal) {
                throw refusal;
            }
            LOG.error("The attachment store failed", error);
            throw new RequestException(ErrorCode.INTERNAL, "the attachment store failed");
        });
    }

    private static <T> CompletableFuture<T> unsupported() {
        return failed(ErrorCode.UNSUPPORTED, "this server has no attachments");
    }

    private static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new RequestException(code, message));
    }
}
