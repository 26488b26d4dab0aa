package chat.duologue.jetty.attachments;

import chat.duologue.ChatServer;
import chat.duologue.jetty.OriginRule;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** A chat server's attachments over HTTP, to be mounted into a Jetty that the host runs. Immutable and thread-safe. */
public final class ChatAttachments {
    private final ChatServer chat;
    private final FileSystemAttachments attachments;
    private final OriginRule origins;

    /**
     * @param chat        the server that uses them
     * @param attachments given to the chat server too
     * @param origins     which web pages of other origins may upload, and read what they download (CORS); the rule's
     *                    {@code requestsWithout} does not matter here: a permit is needed anyway
     */
    public ChatAttachments(ChatServer chat, FileSystemAttachments attachments, OriginRule origins) {
        this.chat = chat;
        this.attachments = attachments;
        this.origins = origins;
    }

    /**
     * Answers what is below a path of a context: a core {@link ContextHandler}, or a {@code ServletContextHandler} of ee10
     * or ee11, which is one. Like {@link chat.duologue.jetty.ChatWebSocket#mount}, it answers ahead of the context's servlets and filters. Call
     * it before the server is started.
     *
     * @param context where; its handlers get every other request
     * @param path    below the context's path, where the URLs lead: mostly {@link FileSystemAttachments#path}
     */
    public void mount(ContextHandler context, String path) {
        Handler handler = new AttachmentHandler(chat, attachments);
        context.insertHandler(new BelowPath(path, origins.allowed().isEmpty() ? handler : crossOrigin(handler)));
    }

    private Handler crossOrigin(Handler handler) {
        CrossOriginHandler crossOrigin = new CrossOriginHandler();
        crossOrigin.setAllowedOriginPatterns(
                origins.allowed().stream().map(Pattern::quote).collect(Collectors.toSet()));
        crossOrigin.setAllowCredentials(false);
        crossOrigin.setAllowedMethods(
                Set.of(HttpMethod.GET.asString(), HttpMethod.HEAD.asString(), HttpMethod.PUT.asString()));
        crossOrigin.setAllowedHeaders(Set.of("Content-Type", "Range", "If-Range", "If-None-Match"));
        crossOrigin.setExposedHeaders(Set.of("Content-Disposition", "Content-Range", "ETag"));
        crossOrigin.setDeliverPreflightRequests(false);
        crossOrigin.setHandler(handler);
        return crossOrigin;
    }
}
