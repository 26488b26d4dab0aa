package chat.duologue.internal.signal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Who types, as one session says: in one conversation at a time. However often it says so, the peer is asked about and told
 * at most once in an interval; what comes too early is made good by the next tick, if it still holds then.
 *
 * <p>Thread-safe. The lock is held while a frame is put into outboxes, so that none comes after the message that it
 * announced; never across a call to the store or the host.
 */
final class Typist {
    /** Where the peer sees it. */
    private record Told(ConversationId conversation, UserId peer) {}

    private final UserId user;
    private final Typing typing;
    /** Where the user types; null for nowhere. */
    private @Nullable ConversationId conversation;

    private long until;
    private long askedAt;
    private boolean asking;
    private @Nullable Told told;
    private boolean closed;

    Typist(UserId user, Typing typing) {
        this.user = user;
        this.typing = typing;
        this.askedAt = typing.now() - typing.interval();
    }

    /** What the session says. */
    void say(ConversationId where, boolean types) {
        UserId stopped = null;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (types) {
                stopped = told != null && !told.conversation.equals(where) ? stop() : null;
                conversation = where;
                until = typing.now() + typing.timeout();
                typing.isActive(this);
            } else if (where.equals(conversation)) {
                conversation = null;
                stopped = stop();
            }
        }
        typing.flush(stopped);
        goOn();
    }

    /** Tells the peer, if it is time. */
    private void goOn() {
        ConversationId where;
        synchronized (this) {
            where = conversation;
            long now = typing.now();
            if (where == null || asking || now - askedAt < typing.interval()) {
                return;
            }
            asking = true;
            askedAt = now;
        }
        typing.whoMayKnow(user, where).whenComplete((peer, error) -> {
            tell(where, error == null ? peer.orElse(null) : null);
        });
    }

    private void tell(ConversationId where, @Nullable UserId peer) {
        UserId flushed = null;
        synchronized (this) {
            asking = false;
            if (where.equals(conversation)) {
                if (peer == null) {
                    conversation = null;
                    flushed = stop();
                } else {
                    flushed = peer;
                    if (told == null) {
                        told = new Told(where, peer);
                        typing.begin(user, where);
                    }
                    typing.offer(peer, where, user, true);
                }
            }
        }
        typing.flush(flushed);
    }

    /** Whom that was told. */
    private @Nullable UserId stop() {
        Told was = told;
        told = null;
        if (was == null || !typing.end(user, was.conversation)) {
            return null;
        }
        typing.offer(was.peer, was.conversation, user, false);
        return was.peer;
    }

    /** A message of the session was stored there, which tells the peer better than a frame that the typing is over. */
    synchronized void sent(ConversationId where) {
        if (where.equals(conversation)) {
            stopSilently();
        }
    }

    /** That user was erased: nothing more may go to the name, which may be another's now. */
    synchronized void forget(UserId erased) {
        if (concerns(user, erased)) {
            stopSilently();
        }
    }

    private void stopSilently() {
        conversation = null;
        Told was = told;
        told = null;
        if (was != null) {
            typing.end(user, was.conversation);
        }
    }

    /** Ends what is over, and tells what was too early before. */
    void tick(long now) {
        UserId stopped = null;
        boolean early;
        synchronized (this) {
            if (conversation != null && now - until >= 0) {
                conversation = null;
                stopped = stop();
            }
            early = told == null;
            if (conversation == null) {
                typing.isIdle(this);
            }
        }
        typing.flush(stopped);
        if (early) {
            goOn();
        }
    }

    /** Ends it if it is that one who types to that peer. */
    void stopFor(UserId by, UserId peer) {
        UserId stopped = null;
        synchronized (this) {
            if (concerns(by, peer)) {
                conversation = null;
                stopped = stop();
            }
        }
        typing.flush(stopped);
    }

    /** Also where the peer is being asked about, since the answer may be an old one. */
    private boolean concerns(UserId by, UserId peer) {
        return user.equals(by) && (asking || (told != null && told.peer.equals(peer)));
    }

    /** The session is over. */
    void close() {
        UserId stopped;
        synchronized (this) {
            closed = true;
            conversation = null;
            stopped = stop();
            typing.isIdle(this);
        }
        typing.flush(stopped);
    }

    /** Whether it was idle: then it takes no more. */
    synchronized boolean closeIfIdle() {
        closed |= conversation == null;
        return closed;
    }
}
