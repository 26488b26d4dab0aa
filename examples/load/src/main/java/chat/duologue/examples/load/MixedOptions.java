package chat.duologue.examples.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a mixed run asks for.
 *
 * @param rate  actions a second in all; 0 where everyone goes on as soon as they are answered
 * @param seed  of everyone's choices
 * @param loops selector threads
 * @param json  the file for the results, null for none
 */
record MixedOptions(
        Target target,
        int pairs,
        int rate,
        int size,
        Mix mix,
        int seed,
        Timing timing,
        int loops,
        @Nullable String json) {

    static MixedOptions of(List<String> line) throws UsageException {
        Set<String> names = new HashSet<>(Options.SHARED);
        names.addAll(Set.of("--pairs", "--mix", "--seed"));
        Arguments arguments = Arguments.parse(line, names, Set.of());
        Shape shape = Options.shape(arguments, Placement.SPREAD);
        String mix = arguments.text("--mix");
        return new MixedOptions(
                Options.target(arguments),
                shape.pairs(),
                shape.rate(),
                shape.size(),
                mix == null ? Mix.usual() : Mix.of("--mix", mix),
                arguments.number("--seed", 0, Integer.MAX_VALUE, 1),
                Options.timing(arguments),
                Options.loops(arguments),
                arguments.text("--json"));
    }
}
