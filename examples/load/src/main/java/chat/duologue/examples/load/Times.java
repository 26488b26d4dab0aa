package chat.duologue.examples.load;

/** How long messages took: to their sender's {@code ok}, and to their receiver. */
final class Times {
    final Histogram acknowledging = new Histogram();
    final Histogram delivering = new Histogram();

    void addAll(Times other) {
        acknowledging.addAll(other.acknowledging);
        delivering.addAll(other.delivering);
    }
}
