package chat.duologue.examples.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** How often each action is taken, in shares of their sum. */
record Mix(Map<Action, Integer> shares) {
    private static final int LARGEST = 1_000_000;

    Mix {
        shares = Map.copyOf(shares);
    }

    static Mix usual() {
        return new Mix(
                Arrays.stream(Action.values()).collect(Collectors.toMap(action -> action, action -> action.share)));
    }

    /** Reads {@code send=60,history=5}; what is not named is not done. */
    static Mix of(String option, String list) throws UsageException {
        Map<Action, Integer> shares = new EnumMap<>(Action.class);
        for (String item : list.split(",")) {
            String[] parts = item.split("=");
            Action action = Arrays.stream(Action.values())
                    .filter(one -> one.toString().equals(parts[0]))
                    .findFirst()
                    .orElse(null);
            if (action == null || parts.length != 2 || !parts[1].matches("[0-9]{1,6}")) {
                throw new UsageException(option + " must be a list such as send=60,read=15, of "
                        + Arrays.toString(Action.values()) + ", which '" + item + "' does not fit into.");
            }
            shares.put(action, Integer.parseInt(parts[1]));
        }
        if (shares.getOrDefault(Action.SEND, 0) == 0) {
            throw new UsageException(option + " must have send: all else is about messages that were sent.");
        }
        return new Mix(shares);
    }

    Action pick(RandomGenerator random) {
        int sum = shares.values().stream()
                .mapToInt(share -> Math.min(share, LARGEST))
                .sum();
        int left = random.nextInt(sum);
        for (Action action : Action.values()) {
            left -= shares.getOrDefault(action, 0);
            if (left < 0) {
                return action;
            }
        }
        throw new IllegalStateException("shares that do not add up");
    }

    @Override
    public String toString() {
        int sum = shares.values().stream().mapToInt(share -> share).sum();
        return Arrays.stream(Action.values())
                .filter(action -> shares.getOrDefault(action, 0) > 0)
                .map(action -> action + " " + Math.round(100.0 * shares.getOrDefault(action, 0) / sum) + " %")
                .collect(Collectors.joining(", "));
    }
}
