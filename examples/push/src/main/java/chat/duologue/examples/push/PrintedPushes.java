package chat.duologue.examples.push;

import java.util.function.Consumer;

/** A pretended service: tells in a line what a phone would do. */
record PrintedPushes(Consumer<String> line) implements PushGateway {
    @Override
    public void show(String device, String key, String title, String text, long badge) {
        line.accept(device + " shows " + title + ": " + text + " [" + badge + "]");
    }

    @Override
    public void withdraw(String device, String key, long badge) {
        line.accept(device + " withdraws " + key + " [" + badge + "]");
    }
}
