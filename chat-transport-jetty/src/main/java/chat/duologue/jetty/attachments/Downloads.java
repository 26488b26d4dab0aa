package chat.duologue.jetty.attachments;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Sends uploads, or ranges of them (RFC 9110 section 14), so that a browser saves or shows them and never runs them. */
final class Downloads extends ResourceService {
    private final FileSystemAttachments attachments;

    Downloads(FileSystemAttachments attachments) {
        this.attachments = attachments;
        setEtags(true);
        setAcceptRanges(true);
        setPrecompressedFormats(List.of());
        setCacheControl("private");
    }

    void serve(SignedPermit permit, Request request, Response response, Callback callback) throws IOException {
        Optional<StoredFile> file = attachments.files().find(permit.place());
        if (file.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        headers.put(
                "Content-Disposition",
                Disposition.of(attachments.isInline(file.get().mediaType()), permit.name()));
        Content content = new Content(file.get());
        String ifRange = request.getHeaders().get(HttpHeader.IF_RANGE);
        boolean whole = ifRange != null && !ifRange.equals(content.getETagValue());
        doGet(whole ? new WithoutRange(request) : request, response, callback, content);
    }

    /** Jetty heeds no If-Range (RFC 9110 section 13.1.5): where it does not match, the range is not to be seen. */
    private static final class WithoutRange extends Request.Wrapper {
        private final HttpFields headers;

        WithoutRange(Request request) {
            super(request);
            headers = HttpFields.build(request.getHeaders()).remove(HttpHeader.RANGE);
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    /** Its bytes never change, so the hash of them is a strong validator. */
    private static final class Content extends HttpContent.Wrapper {
        private final HttpField etag;

        Content(StoredFile file) {
            super(new ResourceHttpContent(ResourceFactory.root().newResource(file.content()), file.mediaType()));
            this.etag = new HttpField(HttpHeader.ETAG, "\"" + file.sha256() + "\"");
        }

        @Override
        public HttpField getETag() {
            return etag;
        }
    }
}
