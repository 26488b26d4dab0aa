package chat.duologue.examples.quickstart;

import chat.duologue.model.UserId;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /api/login}: any name gets a token, since this is for trials. */
final class LoginHandler extends Handler.Abstract {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_BODY_BYTES = 4096;

    private final Tokens tokens;

    LoginHandler(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Request.getPathInContext(request).equals("/api/login")) {
            return false;
        }
        if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            return answer(HttpStatus.METHOD_NOT_ALLOWED_405, "error", "use POST", response, callback);
        }
        if (request.getLength() > MAX_BODY_BYTES) {
            return answer(HttpStatus.PAYLOAD_TOO_LARGE_413, "error", "the body is too long", response, callback);
        }
        try {
            JsonNode user = JSON.readTree(Content.Source.asString(request)).path("user");
            if (!user.isString()) {
                throw new IllegalArgumentException("user is missing");
            }
            UserId name = new UserId(user.stringValue());
            return answer(HttpStatus.OK_200, "token", tokens.tokenFor(name), response, callback);
        } catch (JacksonException e) {
            return answer(HttpStatus.BAD_REQUEST_400, "error", "the body must be JSON", response, callback);
        } catch (IllegalArgumentException e) {
            return answer(HttpStatus.BAD_REQUEST_400, "error", e.getMessage() + "", response, callback);
        }
    }

    private static boolean answer(int status, String field, String value, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        String body = JSON.createObjectNode().put(field, value).toString();
        Content.Sink.write(response, true, body, callback);
        return true;
    }
}
