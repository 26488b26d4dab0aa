package chat.duologue.internal.engine;

import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.internal.protocol.ExportLine;
import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Writes all data of a user as lines of JSON, page by page. Memory holds one page, what one message said before, and
 * the ids of the conversations that are done: a conversation that rises in the list while it is read would be passed by
 * otherwise, so the list is read again until it has nothing new.
 */
public final class Export {
    private static final int PAGE_ROWS = 100;

    private final Reads reads;
    private final UserId user;
    private final OutputStream out;
    private final Set<ConversationId> done = new HashSet<>();

    public Export(Reads reads, UserId user, OutputStream out) {
        this.reads = reads;
        this.user = user;
        this.out = out;
    }

    public void write(StreamId stream) throws IOException {
        StreamPosition position =
                read(store -> store.positions(List.of(user)).getOrDefault(user, StreamPosition.EMPTY));
        write(ExportLine.user(
                user,
                stream,
                position,
                read(store -> store.lastSeen(List.of(user))).get(user)));
        writeBlocked();
        int before;
        do {
            before = done.size();
            writeConversations();
        } while (done.size() > before);
        out.flush();
    }

    private void writeBlocked() throws IOException {
        UserId last = null;
        List<UserId> page;
        do {
            UserId after = last;
            page = read(store -> store.blocks().blockedBy(user, after, PAGE_ROWS));
            for (UserId one : page) {
                write(ExportLine.blocked(one));
                last = one;
            }
        } while (page.size() == PAGE_ROWS);
    }

    private void writeConversations() throws IOException {
        OptionalLong next = OptionalLong.of(Long.MAX_VALUE);
        while (next.isPresent()) {
            long before = next.getAsLong();
            ConversationPage page = read(store -> store.conversations(user, ConversationFilter.ALL, before, PAGE_ROWS));
            for (Conversation conversation : page.conversations()) {
                if (done.add(conversation.id())) {
                    write(ExportLine.conversation(conversation));
                    writeMessages(conversation.id());
                }
            }
            next = page.next();
        }
    }

    private void writeMessages(ConversationId conversation) throws IOException {
        long after = 0;
        boolean more = true;
        while (more) {
            Anchor anchor = new Anchor.After(after);
            Optional<MessagePage> page = read(store -> store.allMessages(user, conversation, anchor, PAGE_ROWS));
            if (page.isEmpty()) {
                return;
            }
            for (Message message : page.get().messages()) {
                write(ExportLine.message(
                        message,
                        page.get().reactions().getOrDefault(message.seq(), List.of()),
                        page.get().hidden().contains(message.seq())));
                writeRevisions(message);
                after = message.seq();
            }
            more = !page.get().messages().isEmpty() && page.get().hasAfter();
        }
    }

    private void writeRevisions(Message message) throws IOException {
        if (message.revision() > 0 && message.from().equals(user)) {
            for (Message earlier : read(store -> store.revisions(message.conversation(), message.seq()))) {
                write(ExportLine.revision(earlier));
            }
        }
    }

    private void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private <T> T read(Function<ChatStore, T> read) {
        try {
            return reads.read(read).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RequestException refusal
                    ? refusal
                    : new RequestException(ErrorCode.INTERNAL, "the store failed");
        }
    }
}
