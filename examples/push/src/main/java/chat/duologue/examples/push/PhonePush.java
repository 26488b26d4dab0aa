package chat.duologue.examples.push;

import chat.duologue.PushHook;
import chat.duologue.PushNotification;
import chat.duologue.ReadElsewhere;
import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Notifies all phones of a user. A conversation is one notification: a later one takes its place, and so does the same one that
 * comes twice. What the gateway did not take is tried again, since this throws. Thread-safe.
 */
final class PhonePush implements PushHook {
    private final PushGateway gateway;
    private final Function<UserId, Collection<String>> phones;

    /**
     * A hook.
     *
     * @param phones the devices that the host knows of a user
     */
    PhonePush(PushGateway gateway, Function<UserId, Collection<String>> phones) {
        this.gateway = gateway;
        this.phones = phones;
    }

    @Override
    public void onPush(PushNotification notification) throws Exception {
        List<Message> messages = notification.messages();
        Content newest = messages.get(messages.size() - 1).content();
        String text = newest == null || newest.text() == null ? "sent you something" : newest.text();
        String title = notification.unread() > 1
                ? notification.peer() + " (" + notification.unread() + ")"
                : notification.peer().value();
        for (String phone : phones.apply(notification.user())) {
            gateway.show(phone, notification.conversation().value(), title, text, notification.badge());
        }
    }

    @Override
    public void onReadElsewhere(ReadElsewhere read) throws Exception {
        for (String phone : phones.apply(read.user())) {
            gateway.withdraw(phone, read.conversation().value(), read.badge());
        }
    }
}
