package chat.duologue.internal.protocol;

import static chat.duologue.internal.protocol.FieldException.badRequest;

import chat.duologue.model.ConversationId;
import chat.duologue.model.SearchQuery;
import chat.duologue.store.spi.MessageSearch.Hit;
import java.util.List;
import java.util.OptionalLong;

/** Reads {@code search}, and writes its reply. */
public final class SearchFrames {
    private SearchFrames() {}

    static Request request(String id, Fields fields, long before, int limit) {
        String query = fields.string("query", SearchQuery.MAX_CHARS);
        ConversationId conversation = fields.has("conversation")
                ? fields.name("conversation", ConversationId.MAX_CHARS, ConversationId::new)
                : null;
        try {
            return new Request.Search(id, new SearchQuery(query), conversation, before, limit);
        } catch (IllegalArgumentException e) {
            throw badRequest(e.getMessage() + "");
        }
    }

    /** A message that was found, as it stands in a page. */
    public static String hit(Hit hit) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty(
                    "conversation", hit.message().conversation().value());
            ModelFields.message(json, hit.message());
            ModelFields.reactions(json, hit.reactions());
        });
    }

    /** The reply; {@code hits} were written by {@link #hit}. */
    public static String page(String id, List<String> hits, OptionalLong next) {
        return FrameEncoder.ok(id, json -> {
            FrameEncoder.writeRawArray(json, "messages", hits);
            if (next.isPresent()) {
                json.writeStringProperty("cursor", Long.toString(next.getAsLong()));
            }
        });
    }
}
