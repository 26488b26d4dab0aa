package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static final int PAIRS = 1_200;

    @ParameterizedTest
    @EnumSource
    void oneNodeHasEveryone(Placement placement) {
        assertThat(seats(placement, 1)).containsOnly(new Placement.Seats(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void pairsAreOnOneNodeOrAcrossAsAsked(int nodes) {
        assertThat(seats(Placement.SAME, nodes)).noneMatch(isAcross());
        assertThat(seats(Placement.CROSS, nodes)).allMatch(isAcross());
        assertThat(seats(Placement.BOTH, nodes).stream().filter(isAcross())).hasSize(PAIRS / 2);
        assertThat(seats(Placement.SPREAD, nodes))
                .anyMatch(isAcross())
                .anyMatch(isAcross().negate());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void everyWayFromNodeToNodeHasAsManyPairs(int nodes) {
        Map<Placement.Seats, Integer> ways = new HashMap<>();
        seats(Placement.CROSS, nodes).forEach(seats -> ways.merge(seats, 1, Integer::sum));

        assertThat(ways).hasSize(nodes * (nodes - 1));
        assertThat(ways.values()).allMatch(count -> count == PAIRS / ways.size());
    }

    /** A loop serves every other pair: what differs between loops must not look as if it differed between nodes. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void eachLoopHasAsManyPairsOfBothKindsOnEveryNode(int nodes) {
        List<Placement.Seats> all = seats(Placement.BOTH, nodes);
        Map<String, Integer> kinds = new HashMap<>();
        for (int i = 0; i < PAIRS; i++) {
            Placement.Seats seats = all.get(i);
            kinds.merge(i % 2 + " " + seats.first() + " " + isAcross().test(seats), 1, Integer::sum);
        }

        assertThat(kinds).hasSize(2 * nodes * 2);
        assertThat(kinds.values()).allMatch(count -> count == PAIRS / kinds.size());
    }

    private static Predicate<Placement.Seats> isAcross() {
        return seats -> seats.first() != seats.second();
    }

    private static List<Placement.Seats> seats(Placement placement, int nodes) {
        return IntStream.range(0, PAIRS)
                .mapToObj(pair -> placement.seats(pair, nodes))
                .toList();
    }
}
