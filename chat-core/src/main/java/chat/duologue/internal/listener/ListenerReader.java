package chat.duologue.internal.listener;

import chat.duologue.ChatListener;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors.Cursor;
import java.time.Duration;

/** Gives a listener all there is. */
record ListenerReader(ChatListener listener) implements StreamReader {
    @Override
    public Duration lookAfter(UserId user, Event event) {
        return Duration.ZERO;
    }

    @Override
    public Step next(UserId user, Cursor cursor, EventPage page) {
        HostCall call = page.events().isEmpty() ? null : () -> listener.onEvents(user, page.events());
        return new Step(call, new Cursor(page.upTo(), 0), Follower.again(page, page.upTo()));
    }
}
