package chat.duologue.examples.cluster.check;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds what is stored, by the places where devices see it.
 *
 * @param byPlace       what stands at an offset of a user's stream; receipts that a later one made moot stand nowhere
 * @param conversations the database's id of what the protocol calls a conversation
 */
record Index(
        Map<Place, Object> byPlace,
        Map<Sends.Id, Stored.Message> byId,
        Map<Numbered, Stored.Message> bySeq,
        Map<String, Long> conversations,
        Map<Long, Stored.Conversation> byConversation) {
    /** In a user's stream. */
    record Place(String user, long offset) {}

    /** In a conversation. */
    record Numbered(long conversation, long seq) {}

    static Index of(Stored stored, Sends sends) {
        Index index = new Index(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (Stored.Message message : stored.messages()) {
            index.byPlace.put(new Place(message.from(), message.fromOffset()), message);
            index.byPlace.put(new Place(message.to(), message.toOffset()), message);
            index.byId.put(new Sends.Id(message.from(), message.clientMessageId()), message);
            index.bySeq.put(new Numbered(message.conversation(), message.seq()), message);
        }
        stored.receipts().forEach(receipt -> index.byPlace.put(new Place(receipt.user(), receipt.offset()), receipt));
        stored.conversations().forEach(each -> index.byConversation.put(each.id(), each));
        sends.messages()
                .forEach((id, sent) -> sent.acknowledged().forEach(answer -> {
                    Stored.Message message = index.byId.get(id);
                    if (message != null) {
                        index.conversations.putIfAbsent(answer.conversation(), message.conversation());
                    }
                }));
        return index;
    }

    /** What stands there; null where nothing does, or a receipt that is moot. */
    Object at(String user, long offset) {
        return byPlace.get(new Place(user, offset));
    }

    Stored.Message message(long conversation, long seq) {
        return bySeq.get(new Numbered(conversation, seq));
    }

    /** Which conversation the protocol's name is; null if none of a message that was acknowledged. */
    Stored.Conversation conversation(String name) {
        Long id = conversations.get(name);
        return id == null ? null : byConversation.get(id);
    }
}
