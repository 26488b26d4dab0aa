package chat.duologue.examples.cluster;

import java.util.Map;

/** The variables that say how a node is to run; one that is empty is not there. */
record Environment(Map<String, String> variables) {
    /** @throws IllegalArgumentException if it is missing, naming it */
    String get(String name) {
        String value = get(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The environment variable " + name + " is missing");
        }
        return value;
    }

    String get(String name, String otherwise) {
        String value = variables.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** What is between commas; empty where there is nothing. */
    String[] list(String name) {
        String value = get(name, "");
        return value.isEmpty() ? new String[0] : value.strip().split("\\s*,\\s*");
    }
}
