package chat.duologue.internal.flood;

import chat.duologue.FloodControl;
import chat.duologue.internal.engine.RefusalLog;
import chat.duologue.model.UserId;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/** The flood control of a server. Thread-safe. */
public final class FloodGates {
    private static final long NANOS_A_MILLI = 1_000_000;

    private final FloodControl control;
    private final RefusalLog log;
    private final Gate.Kind frames;
    private final RecentGates<UserId> senders;
    private final RecentGates<Network> networks;

    public FloodGates(FloodControl control, RefusalLog log) {
        this(control, log, TimeMeter.SYSTEM_NANOTIME);
    }

    FloodGates(FloodControl control, RefusalLog log, TimeMeter time) {
        this.control = control;
        this.log = log;
        this.frames = new Gate.Kind(time, control.frames(), control.maxWait());
        this.senders =
                new RecentGates<>(new Gate.Kind(time, control.sends(), control.maxWait()), control.maxRemembered());
        this.networks =
                new RecentGates<>(new Gate.Kind(time, control.connects(), Duration.ZERO), control.maxRemembered());
    }

    /** How long the address must wait with one more connect; empty if it may come, or is not known. */
    public Optional<Duration> connect(String remoteAddress) {
        if (remoteAddress.isEmpty()) {
            return Optional.empty();
        }
        long wait = networks.of(Network.of(remoteAddress)).pass();
        return wait == 0 ? Optional.empty() : Optional.of(millis(wait));
    }

    /** For a new session. */
    public SessionGate session(String id) {
        return new SessionGate(this, id);
    }

    /** Asks the host: not to be called where it may not block. */
    public boolean isExempt(UserId user) {
        return control.exempt().test(user);
    }

    Gate frames() {
        return frames.gate();
    }

    Gate sends(UserId user) {
        return senders.of(user);
    }

    int maxRefused() {
        return control.maxRefused();
    }

    RefusalLog log() {
        return log;
    }

    /** Users and addresses that are remembered. */
    int remembered() {
        return senders.size() + networks.size();
    }

    /** Rounded up, so that who waits as long has waited long enough. */
    static Duration millis(long nanos) {
        return Duration.ofMillis((nanos + NANOS_A_MILLI - 1) / NANOS_A_MILLI);
    }
}
