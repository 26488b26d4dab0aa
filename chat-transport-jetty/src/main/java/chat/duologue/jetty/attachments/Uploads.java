package chat.duologue.jetty.attachments;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes uploads as their bytes come: a slow one keeps no thread. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final FileSystemAttachments attachments;

    Uploads(FileSystemAttachments attachments) {
        this.attachments = attachments;
    }

    void take(SignedPermit permit, Request request, Response response, Callback callback) {
        try {
            requireWhatWasPermitted(permit, request.getHeaders(), request.getLength());
            if (!attachments.open().enter(permit.by())) {
                throw new UploadRefused(HttpStatus.SERVICE_UNAVAILABLE_503, "too many uploads at once");
            }
        } catch (UploadRefused e) {
            Response.writeError(request, response, callback, e.status, e.getMessage());
            return;
        }
        Callback answer = Callback.from(
                () -> {
                    response.setStatus(HttpStatus.CREATED_201);
                    callback.succeeded();
                },
                failure -> fail(failure, request, response, callback));
        receive(permit, request, Callback.from(() -> attachments.open().leave(permit.by()), answer));
    }

    private static void requireWhatWasPermitted(SignedPermit permit, HttpFields headers, long length)
            throws UploadRefused {
        boolean sameType = permit.mediaType().equals(headers.get(HttpHeader.CONTENT_TYPE));
        if (!sameType || headers.contains(HttpHeader.CONTENT_ENCODING)) {
            throw new UploadRefused(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "Content-Type is not what was permitted");
        }
        if (length > permit.bytes()) {
            throw PartialUpload.tooLong();
        }
        if (length >= 0 && length < permit.bytes()) {
            throw PartialUpload.tooShort();
        }
    }

    private void receive(SignedPermit permit, Request request, Callback done) {
        PartialUpload partial;
        try {
            partial = attachments.files().begin(permit);
        } catch (IOException e) {
            done.failed(onDisk(e));
            return;
        }
        Instant end = attachments.endOfUpload(permit.bytes());
        Content.Sink sink = (last, bytes, written) -> {
            try {
                if (attachments.clock().instant().isAfter(end)) {
                    throw new UploadRefused(HttpStatus.REQUEST_TIMEOUT_408, "too slow");
                }
                partial.write(bytes);
                if (last) {
                    partial.complete(attachments.clock());
                }
                written.succeeded();
            } catch (IOException e) {
                written.failed(onDisk(e));
            }
        };
        Content.copy(request, sink, Callback.from(partial::close, done));
    }

    /** What a client is told where the disk is full, or fails. */
    private static UploadRefused onDisk(IOException fault) {
        if (fault instanceof UploadRefused refused) {
            return refused;
        }
        LOG.error("An attachment could not be stored: {}", fault.toString());
        return new UploadRefused(HttpStatus.INSUFFICIENT_STORAGE_507, "it could not be stored");
    }

    private static void fail(Throwable failure, Request request, Response response, Callback callback) {
        if (failure instanceof UploadRefused refused) {
            Response.writeError(request, response, callback, refused.status, refused.getMessage());
        } else if (failure instanceof TimeoutException) {
            Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408);
        } else {
            callback.failed(failure);
        }
    }
}
