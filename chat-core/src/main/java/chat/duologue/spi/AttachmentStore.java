package chat.duologue.spi;

import chat.duologue.model.Attachment;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of attachments lie. They go between clients and this store over HTTP, never through the chat: the store
 * hands out permits, short-lived URLs, and the chat server sees to it that only those get one who may.
 *
 * <p>An upload belongs to the user who was permitted it, and is known by that user and its ref together: asked for with
 * another user, it does not exist. Nobody sees it before it is complete, and it never changes then.
 *
 * <p>All methods may block. They are called by several threads at once, with
 * {@link chat.duologue.ChatServerOptions#callbackDeadline()}, after which they are interrupted. A
 * {@link chat.duologue.RequestException} is the client's answer; anything else is answered {@code internal} and logged, so its
 * message must tell no names of files and no URLs.
 */
public interface AttachmentStore {

    /**
     * Permits one upload, of exactly this, under a new ref that nobody can guess: at least 128 random bits.
     *
     * @param by     whose it will be
     * @param wanted what they want to upload; not larger than the server's own limit
     * @throws chat.duologue.RequestException if it may not be: of a media type that is not welcome, too much at once
     */
    UploadPermit permitUpload(UserId by, Upload wanted);

    /**
     * Permits a download. The chat server has checked that the user may see the message.
     *
     * @param by         to whom
     * @param uploader   whose it is
     * @param attachment as the message has it; what is told to whoever saves it is its name
     * @throws chat.duologue.RequestException {@code not_found} where it is gone, if that is known so soon
     */
    Permit permitDownload(UserId by, UserId uploader, Attachment attachment);

    /**
     * A complete upload of that user; asked for before a message may refer to it.
     *
     * @param ref any that could be one
     */
    Optional<Stored> find(UserId uploader, String ref);

    /**
     * Some of the complete uploads, in an order that does not change: how the server finds those that no message refers to.
     * A store may also clear away here what was never completed.
     *
     * @param after  {@link Page#next()} of the page before, or null for the first
     * @param before only those that were complete before
     * @param limit  about how many to look at
     */
    Page uploads(@Nullable String after, Instant before, int limit);

    /** Removes uploads; those that are not there are removed already. */
    void remove(List<Key> uploads);

    /**
     * What a user wants to upload.
     *
     * @param name      as in {@link Attachment#name()}
     * @param mediaType as in {@link Attachment#mediaType()}
     * @param bytes     its exact length
     * @param sha256    as in {@link Attachment#sha256()}: where it is there, other bytes are refused
     */
    record Upload(
            String name,
            String mediaType,
            long bytes,
            @Nullable String sha256) {
        /** @throws IllegalArgumentException if one of them can't be an attachment's; the message names it */
        public Upload {
            Attachment.requireFile(name, mediaType, bytes, sha256);
        }

        /** Tells kind and length only. */
        @Override
        public String toString() {
            return "Upload[" + mediaType + ", " + bytes + " bytes]";
        }
    }

    /**
     * One HTTP request that whoever knows it may do.
     *
     * @param method    {@code PUT} to upload, {@code GET} to download
     * @param url       absolute, or a path on the server that the chat is spoken with
     * @param headers   to be sent with it, as they are
     * @param expiresAt when it has to have begun
     */
    record Permit(String method, String url, Map<String, String> headers, Instant expiresAt) {
        /** Copies the headers. */
        public Permit {
            headers = Map.copyOf(headers);
        }

        /** Does not tell the URL: whoever reads it could use it. */
        @Override
        public String toString() {
            return "Permit[" + method + " until " + expiresAt + "]";
        }
    }

    /**
     * An upload that may be done.
     *
     * @param ref    by which a message refers to it; as in {@link Attachment#ref()}
     * @param permit how
     */
    record UploadPermit(String ref, Permit permit) {
        /** @throws IllegalArgumentException if it can't be a ref */
        public UploadPermit {
            Attachment.requireRef(ref);
        }
    }

    /**
     * A complete upload.
     *
     * @param mediaType  as it was permitted
     * @param bytes      how long it is
     * @param sha256     computed from its bytes; null where the store does not know: then no message may claim one
     * @param uploadedAt when it was complete
     */
    record Stored(String mediaType, long bytes, @Nullable String sha256, Instant uploadedAt) {}

    /**
     * Names an upload.
     *
     * @param uploader whose it is
     * @param ref      which of theirs
     */
    record Key(UserId uploader, String ref) {}

    /**
     * Some uploads.
     *
     * @param uploads those of one user next to each other, where that is easy; there may be none, and yet a next page
     * @param next    pass it as {@code after} to get the page that follows; empty on the last page
     */
    record Page(List<Key> uploads, Optional<String> next) {
        /** Copies the list. */
        public Page {
            uploads = List.copyOf(uploads);
        }
    }
}
