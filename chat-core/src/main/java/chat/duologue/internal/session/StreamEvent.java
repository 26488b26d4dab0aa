package chat.duologue.internal.session;

import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.model.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to sessions. Its frame is written once for all sessions of a user, and its body once for both
 * users; in-process followers need neither.
 */
final class StreamEvent {
    private final Event event;
    private final Body body;
    private @Nullable String frame;

    StreamEvent(Event event, Body body) {
        this.event = event;
        this.body = body;
    }

    Event event() {
        return event;
    }

    /** Written by the first thread that asks; a race writes the same twice, which does no harm. */
    String frame() {
        String written = frame;
        if (written == null) {
            written = FrameEncoder.event(event.offset(), body.of(event));
            frame = written;
        }
        return written;
    }

    /** What is the same in the frames of all who get the event. */
    static final class Body {
        private @Nullable String text;

        private String of(Event event) {
            String written = text;
            if (written == null) {
                written = FrameEncoder.eventBody(event);
                text = written;
            }
            return written;
        }
    }
}
