package chat.duologue.examples.cluster.check;

import tools.jackson.databind.JsonNode;

/** One thing that a device did or saw. */
record Line(JsonNode json) {
    String what() {
        return text("what");
    }

    /** When, in nanoseconds since some moment that all devices share. */
    long at() {
        return number("t");
    }

    int connection() {
        return (int) number("connection");
    }

    boolean has(String name) {
        return json.has(name);
    }

    String text(String name) {
        return json.required(name).stringValue();
    }

    long number(String name) {
        return json.required(name).longValue();
    }

    boolean flag(String name) {
        return json.path(name).booleanValue(false);
    }

    /** A frame or another part, as it is. */
    Line part(String name) {
        return new Line(json.required(name));
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
