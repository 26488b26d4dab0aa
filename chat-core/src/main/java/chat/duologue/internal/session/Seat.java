package chat.duologue.internal.session;

import chat.duologue.LiveSession;
import org.jspecify.annotations.Nullable;

/**
 * What a session takes up of its user's limits.
 *
 * @param session null for one on another node
 */
record Seat(
        @Nullable WireSession session,
        LiveSession live,
        @Nullable String deviceClass) {
    boolean isOnDeviceOf(Seat other) {
        String device = live.device();
        return device != null && device.equals(other.live.device());
    }

    boolean isOfClassOf(Seat other) {
        return deviceClass != null && deviceClass.equals(other.deviceClass);
    }
}
