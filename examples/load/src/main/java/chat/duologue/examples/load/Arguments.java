package chat.duologue.examples.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options on a command line, as text; each getter checks one and says what is wrong with it. */
final class Arguments {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

    private final Map<String, String> values = new HashMap<>();

    private Arguments() {}

    /**
     * Reads {@code --name value} and {@code --flag}.
     *
     * @throws UsageException for an option that is neither among the names nor the flags, given twice, or without value
     */
    static Arguments parse(List<String> line, Set<String> names, Set<String> flags) throws UsageException {
        Arguments arguments = new Arguments();
        for (int i = 0; i < line.size(); i++) {
            String option = line.get(i);
            String value = "";
            if (names.contains(option)) {
                i++;
                if (i == line.size()) {
                    throw new UsageException(option + " needs a value.");
                }
                value = line.get(i);
            } else if (!flags.contains(option)) {
                throw new UsageException("There is no option " + option + " here; --help lists them.");
            }
            if (arguments.values.put(option, value) != null) {
                throw new UsageException(option + " is given twice.");
            }
        }
        return arguments;
    }

    boolean has(String option) {
        return values.containsKey(option);
    }

    String text(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    /** What blanks separate. */
    List<String> words(String option, String otherwise) {
        return Stream.of(text(option, otherwise).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Nullable String text(String option) {
        return values.get(option);
    }

    int number(String option, int least, int most, int otherwise) throws UsageException {
        String value = values.get(option);
        return value == null ? otherwise : number(option, value, least, most);
    }

    private static int number(String option, String value, int least, int most) throws UsageException {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says what is wanted.
        }
        throw new UsageException(
                option + " must be a whole number from " + least + " to " + most + ", not '" + value + "'.");
    }

    OptionalLong pid(String option) throws UsageException {
        return has(option) ? OptionalLong.of(number(option, 1, Integer.MAX_VALUE, 1)) : OptionalLong.empty();
    }

    /** None unless the option is given. */
    List<Integer> numbers(String option, int least, int most) throws UsageException {
        List<Integer> numbers = new ArrayList<>();
        for (String item : items(option)) {
            numbers.add(number(option, item, least, most));
        }
        return List.copyOf(numbers);
    }

    Duration duration(String option, Duration otherwise) throws UsageException {
        String value = values.get(option);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new UsageException(option + " must be a duration such as 500ms, 20s or 2m, not '" + value + "'.");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    @Nullable URI url(String option, String scheme) throws UsageException {
        String value = values.get(option);
        return value == null ? null : url(option, scheme, value);
    }

    /** None unless the option is given. */
    List<URI> urls(String option, String scheme) throws UsageException {
        List<URI> urls = new ArrayList<>();
        for (String item : items(option)) {
            urls.add(url(option, scheme, item));
        }
        return List.copyOf(urls);
    }

    private List<String> items(String option) {
        String value = values.get(option);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }

    private static URI url(String option, String scheme, String value) throws UsageException {
        try {
            URI url = new URI(value);
            if (scheme.equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // The message below says what is wanted.
        }
        throw new UsageException(option + " must be a URL that begins with " + scheme + "://, not '" + value + "'.");
    }
}
