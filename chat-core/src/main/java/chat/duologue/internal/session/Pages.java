package chat.duologue.internal.session;

import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.Request;
import chat.duologue.internal.protocol.SearchFrames;
import chat.duologue.model.Anchor;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Answers that are pages: cut so that no reply is longer than allowed. At least one row always stays. */
final class Pages {
    private final Operations operations;
    private final UserId user;
    private final long maxBytes;

    Pages(Operations operations, UserId user, long maxBytes) {
        this.operations = operations;
        this.user = user;
        this.maxBytes = maxBytes;
    }

    CompletableFuture<String> history(Request.History request) {
        return operations
                .history(user, request.conversation(), request.anchor(), request.limit())
                .thenApply(page -> history(request, page));
    }

    private String history(Request.History request, MessagePage page) {
        List<Message> messages = page.messages();
        List<String> rows = messages.stream()
                .map(message -> FrameEncoder.message(message, page.reactions().getOrDefault(message.seq(), List.of())))
                .toList();
        long bytes = rows.stream().mapToLong(Pages::bytes).sum();
        int from = 0;
        int to = rows.size();
        while (bytes > maxBytes && to - from > 1) {
            if (dropsOldest(request.anchor(), messages.get(from), messages.get(to - 1))) {
                bytes -= bytes(rows.get(from++));
            } else {
                bytes -= bytes(rows.get(--to));
            }
        }
        return FrameEncoder.history(
                request.id(),
                rows.subList(from, to),
                page.hasBefore() || from > 0,
                page.hasAfter() || to < rows.size());
    }

    /** A page shrinks at the end that is farther from its anchor. */
    private static boolean dropsOldest(Anchor anchor, Message oldest, Message newest) {
        return anchor instanceof Anchor.Before
                || (anchor instanceof Anchor.Around around
                        && around.seq() - oldest.seq() >= newest.seq() - around.seq());
    }

    CompletableFuture<String> conversations(Request.Conversations request) {
        return operations
                .conversations(user, request.filter(), request.before(), request.limit())
                .thenCompose(page -> {
                    List<String> rows = page.conversations().stream()
                            .map(FrameEncoder::conversation)
                            .toList();
                    int fitting = fitting(rows);
                    return fitting == rows.size()
                            ? CompletableFuture.completedFuture(FrameEncoder.conversations(request.id(), rows, page))
                            : conversations(new Request.Conversations(
                                    request.id(), request.filter(), request.before(), fitting));
                });
    }

    CompletableFuture<String> search(Request.Search request) {
        return operations
                .searches()
                .find(user, request.conversation(), request.query(), request.before(), request.limit())
                .thenApply(page -> {
                    List<String> rows =
                            page.hits().stream().map(SearchFrames::hit).toList();
                    int fitting = fitting(rows);
                    return SearchFrames.page(
                            request.id(),
                            rows.subList(0, fitting),
                            fitting == rows.size()
                                    ? page.next()
                                    : OptionalLong.of(
                                            page.hits().get(fitting - 1).offset()));
                });
    }

    private int fitting(List<String> rows) {
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += bytes(rows.get(i));
            if (bytes > maxBytes && i > 0) {
                return i;
            }
        }
        return rows.size();
    }

    private static long bytes(String row) {
        return row.length() + 1L;
    }
}
