package chat.duologue.store.memory;

import chat.duologue.model.ConversationExtent;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Housekeeping;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes what is old from an {@link InMemoryChatStore}, under its lock. */
final class InMemoryHousekeeping implements Housekeeping {
    private final InMemoryChatStore store;

    InMemoryHousekeeping(InMemoryChatStore store) {
        this.store = store;
    }

    @Override
    public ExtentPage extents(@Nullable ConversationId after, int limit) {
        int rows = atLeastOne(limit);
        synchronized (store) {
            List<StoredConversation> looked = store.byId.values().stream()
                    .filter(conversation ->
                            after == null || conversation.id.value().compareTo(after.value()) > 0)
                    .sorted(Comparator.comparing(conversation -> conversation.id.value()))
                    .limit(rows)
                    .toList();
            return new ExtentPage(
                    looked.stream()
                            .filter(conversation -> !conversation.messages.isEmpty())
                            .map(InMemoryHousekeeping::extent)
                            .toList(),
                    looked.size() < rows ? Optional.empty() : Optional.of(looked.get(rows - 1).id));
        }
    }

    private static ConversationExtent extent(StoredConversation conversation) {
        return new ConversationExtent(
                conversation.id,
                conversation.topic.members(),
                conversation.topic.context(),
                conversation.purgedSeq + 1,
                conversation.lastSeq(),
                conversation.messages.get(0).at());
    }

    @Override
    public List<Message> oldest(ConversationId id, int limit) {
        int rows = InMemoryChatStore.rows(limit);
        synchronized (store) {
            StoredConversation conversation = store.byId.get(id);
            return conversation == null
                    ? List.of()
                    : conversation.messages.stream()
                            .limit(rows)
                            .map(message -> conversation.message(message.seq()))
                            .toList();
        }
    }

    @Override
    public long purge(ConversationId id, long upToSeq) {
        synchronized (store) {
            StoredConversation conversation = store.byId.get(id);
            return conversation == null ? 0 : purge(conversation, upToSeq, ChatStore.MAX_LIMIT);
        }
    }

    private long purge(StoredConversation conversation, long upToSeq, long most) {
        long count = Math.min(Math.min(upToSeq, conversation.lastSeq()) - conversation.purgedSeq, most);
        if (count <= 0) {
            return 0;
        }
        conversation.purge((int) count);
        for (UserId member : conversation.topic.members()) {
            UserStream stream = store.streams.get(member);
            if (stream != null) {
                stream.removeMessages(conversation.id, conversation.purgedSeq);
                if (conversation.messages.isEmpty()) {
                    stream.unlist(conversation.id);
                }
            }
        }
        return count;
    }

    @Override
    public Optional<UserId> trim(@Nullable UserId after, long maxEvents, int limit) {
        int rows = atLeastOne(limit);
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents must be 1 or more");
        }
        synchronized (store) {
            NavigableMap<UserId, UserStream> rest = after == null ? store.streams : store.streams.tailMap(after, false);
            List<Map.Entry<UserId, UserStream>> looked =
                    rest.entrySet().stream().limit(rows).toList();
            for (Map.Entry<UserId, UserStream> entry : looked) {
                UserStream stream = entry.getValue();
                if (stream.head - stream.trimmedTo > maxEvents + maxEvents / 10) {
                    stream.trimmedTo = stream.head - maxEvents;
                }
            }
            return looked.size() < rows
                    ? Optional.empty()
                    : Optional.of(looked.get(rows - 1).getKey());
        }
    }

    @Override
    public void erase(UserId user, Erasure erasure, Runnable beforeNameIsFree) {
        if (leave(user, erasure)) {
            beforeNameIsFree.run();
            synchronized (store) {
                store.streams.remove(user);
                store.leaving.remove(user);
                store.erased.remove(user);
            }
        }
    }

    /** Whether the user is there, or was until someone began to erase them. */
    private boolean leave(UserId user, Erasure erasure) {
        synchronized (store) {
            if (store.leaving.contains(user)) {
                return true;
            }
            if (store.erased.contains(user) || store.streams.remove(user) == null) {
                return false;
            }
            store.leaving.add(user);
            store.erased.add(user);
            UserId pseudonym = new UserId("deleted-" + store.randomText(16));
            store.erased.add(pseudonym);
            for (StoredConversation conversation : List.copyOf(store.byId.values())) {
                if (conversation.topic.members().contains(user)) {
                    erase(conversation, user, pseudonym, erasure);
                }
            }
            store.blocked.remove(user);
            store.blocked.forEach((other, blocked) -> blocked.remove(user));
            store.streams.values().forEach(stream -> stream.removeDeeds(user));
            return true;
        }
    }

    private void erase(StoredConversation conversation, UserId user, UserId pseudonym, Erasure erasure) {
        UserId peer = conversation.topic.peerOf(user);
        store.byTopic.remove(conversation.topic);
        conversation.rename(user, pseudonym);
        store.byTopic.put(conversation.topic, conversation);
        if (erasure == Erasure.REMOVE_CONVERSATIONS || store.erased.contains(peer)) {
            purge(conversation, conversation.lastSeq(), Long.MAX_VALUE);
        }
    }

    static int atLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more");
        }
        return InMemoryChatStore.rows(limit);
    }
}
