package chat.duologue.jetty.attachments;

import chat.duologue.ChatServer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Does what a permit in the URL permits, and nothing else. */
final class AttachmentHandler extends Handler.Abstract {
    private static final String QUERY = FileSystemAttachments.PERMIT + "=";

    private final ChatServer chat;
    private final FileSystemAttachments attachments;
    private final Downloads downloads;
    private final Uploads uploads;

    AttachmentHandler(ChatServer chat, FileSystemAttachments attachments) {
        this.chat = chat;
        this.attachments = attachments;
        this.downloads = new Downloads(attachments);
        this.uploads = new Uploads(attachments);
        installBean(downloads);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String method = request.getMethod();
        String permittedBy = method.equals("HEAD") ? "GET" : method;
        if (!permittedBy.equals("GET") && !permittedBy.equals("PUT")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, PUT");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        Optional<SignedPermit> permit = permit(permittedBy, request);
        if (permit.isEmpty()) {
            chat.refused("no permit for the attachment, or an expired one");
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return true;
        }
        if (permittedBy.equals("PUT")) {
            uploads.take(permit.get(), request, response, callback);
        } else {
            downloads.serve(permit.get(), request, response, callback);
        }
        return true;
    }

    private Optional<SignedPermit> permit(String method, Request request) {
        String path = Request.getPathInContext(request);
        String query = request.getHttpURI().getQuery();
        return query == null || !query.startsWith(QUERY)
                ? Optional.empty()
                : attachments.permitted(
                        method, path.substring(path.lastIndexOf('/') + 1), query.substring(QUERY.length()));
    }
}
