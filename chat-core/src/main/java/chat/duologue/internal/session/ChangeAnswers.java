package chat.duologue.internal.session;

import chat.duologue.internal.engine.Changes;
import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.Request;
import chat.duologue.model.UserId;
import java.util.concurrent.CompletableFuture;

/** Answers the requests that change what was sent, or how a user sees it. */
final class ChangeAnswers {
    private final UserId user;
    private final Changes changes;

    ChangeAnswers(UserId user, Changes changes) {
        this.user = user;
        this.changes = changes;
    }

    /** @param queued runs when the next request may be taken */
    CompletableFuture<String> answer(Request.Change request, Runnable queued) {
        String id = request.id();
        if (request instanceof Request.Edit edit) {
            return changes.edit(
                            user,
                            edit.conversation(),
                            edit.seq(),
                            new Changes.Edition(edit.text(), edit.data(), edit.revision()),
                            queued)
                    .thenApply(message -> FrameEncoder.edited(id, message));
        } else if (request instanceof Request.Configure configure) {
            return changes.configure(user, configure.conversation(), configure.change(), queued)
                    .thenApply(settings -> FrameEncoder.settings(id, settings));
        }
        return done(request, queued).thenApply(nothing -> FrameEncoder.ok(id));
    }

    private CompletableFuture<Void> done(Request.Change request, Runnable queued) {
        if (request instanceof Request.Recall recall) {
            return changes.recall(user, recall.conversation(), recall.seq(), queued);
        } else if (request instanceof Request.Hide hide) {
            return changes.hide(user, hide.conversation(), hide.seq(), queued);
        } else if (request instanceof Request.React react) {
            return changes.react(user, react.conversation(), react.seq(), react.reaction(), react.remove(), queued);
        } else {
            Request.Block block = (Request.Block) request;
            return changes.block(user, block.user(), block.blocked(), queued);
        }
    }

    CompletableFuture<String> answer(Request.Blocked request) {
        return changes.blocked(user, request.after(), request.limit())
                .thenApply(users -> FrameEncoder.blocked(request.id(), users, users.size() == request.limit()));
    }
}
