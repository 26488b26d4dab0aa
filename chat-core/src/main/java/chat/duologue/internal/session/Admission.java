package chat.duologue.internal.session;

import chat.duologue.Handshake;
import chat.duologue.LiveSession;
import chat.duologue.RequestException;
import chat.duologue.internal.flood.SessionGate;
import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.Request;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Lets a user into a session: answers {@code hello}. */
final class Admission {
    private final SessionContext context;
    private final WireSession session;
    private final Handshake handshake;
    private final SessionGate gate;

    Admission(SessionContext context, WireSession session, Handshake handshake, SessionGate gate) {
        this.context = context;
        this.session = session;
        this.handshake = handshake;
        this.gate = gate;
    }

    /** The reply, when the session has its member. */
    CompletableFuture<String> enter(Request.Hello hello) {
        return new Login(context, session.toString())
                .identify(hello.token(), hello.device(), handshake)
                .thenCompose(known -> attach(hello, known));
    }

    /** Attaches first and reads the position then, so that nothing falls between. */
    private CompletableFuture<String> attach(Request.Hello hello, Login.Known known) {
        Member member = member(known);
        return context.streams()
                .attach(member.user, member.cursor)
                .thenCompose(attached -> context.operations().position(member.user))
                .thenApply(position -> enter(hello, known, member, position))
                .whenComplete((reply, error) -> {
                    if (error != null) {
                        context.streams().detach(member.user, member.cursor);
                        context.sessions().logout(session, member.user);
                    }
                });
    }

    private Member member(Login.Known known) {
        UserId user = known.identity().user();
        return new Member(
                known,
                new StreamCursor(user, context.reads(), session),
                new Acknowledgements(user, context.operations(), session::quietAgain),
                context.signals().of(user, session),
                context);
    }

    private String enter(Request.Hello hello, Login.Known known, Member member, StreamPosition position) {
        Request.Resume resume = hello.resume();
        boolean resumed = resume != null
                && resume.stream().equals(context.streamId())
                && resume.offset() >= position.trimmedTo()
                && resume.offset() <= position.head();
        long after = resume != null && resumed ? resume.offset() : position.head();
        member.startAt(after, position.head());
        gate.login(member.user, known.exempt(), after);
        context.sessions().login(seat(hello, known));
        session.admit(member);
        return FrameEncoder.hello(
                hello.id(),
                member.user,
                session.toString(),
                context.streamId(),
                position,
                resumed,
                context.clock().instant(),
                context.options(),
                context.operations().attachments().areServed());
    }

    private Seat seat(Request.Hello hello, Login.Known known) {
        LiveSession live = new LiveSession(
                known.identity().user(),
                session.toString(),
                hello.device(),
                handshake.remoteAddress(),
                context.clock().instant());
        return new Seat(session, live, known.deviceClass());
    }

    /** What a session closes with that could not be entered; null where it may be tried again. */
    static @Nullable CloseCode closing(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (!(cause instanceof RequestException refusal)) {
            return null;
        }
        return switch (refusal.code()) {
            case UNAUTHENTICATED -> CloseCode.UNAUTHENTICATED;
            case FORBIDDEN -> CloseCode.REPLACED;
            default -> null;
        };
    }
}
