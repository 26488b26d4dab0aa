package chat.duologue.internal.session;

import chat.duologue.SessionPolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Which of a user's sessions stay when there is one more. */
record SeatRules(SessionPolicy policy) {

    /**
     * Those that stay, oldest first.
     *
     * @param seats  oldest first
     * @param newest stays last; not among those that stay if it is refused
     */
    List<Seat> staying(List<Seat> seats, Seat newest) {
        List<Seat> staying = new ArrayList<>(seats);
        if (policy.rule() == SessionPolicy.Rule.SAME_DEVICE_REPLACES) {
            staying.removeIf(newest::isOnDeviceOf);
        }
        staying.add(newest);
        Integer maxOfClass =
                newest.deviceClass() == null ? null : policy.maxPerDeviceClass().get(newest.deviceClass());
        if (maxOfClass != null) {
            keepNewest(staying, maxOfClass, newest::isOfClassOf);
        }
        keepNewest(staying, policy.maxPerUser(), seat -> true);
        boolean displaces = staying.size() <= seats.size();
        return policy.rule() == SessionPolicy.Rule.NEWEST_REFUSED && displaces ? seats : List.copyOf(staying);
    }

    private static void keepNewest(List<Seat> seats, int max, Predicate<Seat> which) {
        long surplus = seats.stream().filter(which).count() - max;
        for (Iterator<Seat> oldest = seats.iterator(); surplus > 0; ) {
            if (which.test(oldest.next())) {
                oldest.remove();
                surplus--;
            }
        }
    }
}
