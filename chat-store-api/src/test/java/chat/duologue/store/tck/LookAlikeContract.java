package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names are compared exactly: no case folding, no normalization, no trimming, no collation, no patterns. */
interface LookAlikeContract extends StoreUnderTest {

    default List<Message> storeAll(List<? extends Write> batch) {
        return writeAll(batch).stream().map(this::stored).toList();
    }

    @Test
    default void usersWhoseNamesLookAlikeAreDifferentUsers() {
        UserId hub = user("hub");
        List<UserId> users =
                Names.lookAlikes(tag() + "alice").stream().map(UserId::new).toList();
        List<Write.Send> batch = new ArrayList<>();
        for (UserId user : users) {
            batch.add(sending(hub, user, "to " + user));
        }
        List<Message> messages = storeAll(batch);

        assertThat(messages).extracting(Message::conversation).doesNotHaveDuplicates();
        assertThat(store().positions(users)).hasSameSizeAs(users);
        for (int i = 0; i < users.size(); i++) {
            assertThat(events(users.get(i), 0)).containsExactly(new MessageEvent(1, messages.get(i)));
            assertThat(conversation(hub, users.get(i)).last()).isEqualTo(messages.get(i));
        }
        assertThat(store().conversations(hub, ConversationFilter.ALL, Long.MAX_VALUE, ChatStore.MAX_LIMIT)
                        .conversations())
                .extracting(Conversation::peer)
                .containsExactlyInAnyOrderElementsOf(users);
    }

    @Test
    default void usersWhoseNamesLookAlikeMayTalkToEachOther() {
        List<UserId> users =
                Names.lookAlikes(tag() + "alice").stream().map(UserId::new).toList();
        List<Write.Send> batch = new ArrayList<>();
        for (int i = 1; i < users.size(); i++) {
            batch.add(sending(users.get(i - 1), users.get(i), "there"));
            batch.add(sending(users.get(i), users.get(i - 1), "back"));
        }
        List<Message> messages = storeAll(batch);
        for (int i = 0; i < messages.size(); i += 2) {
            UserId one = users.get(i / 2);
            UserId other = users.get(i / 2 + 1);
            List<Message> both = messages.subList(i, i + 2);
            assertThat(both).extracting(Message::from).containsExactly(one, other);
            assertThat(both).extracting(Message::seq).containsExactly(1L, 2L);
            assertThat(history(one, both.get(0).conversation())).isEqualTo(both);
            assertThat(conversation(one, other).peer()).isEqualTo(other);
            assertThat(conversation(other, one).peer()).isEqualTo(one);
        }
    }

    @Test
    default void contextsThatLookAlikeAreDifferentContexts() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<String> contexts = Names.lookAlikes("order");
        List<Write.Send> batch = new ArrayList<>();
        for (String context : contexts) {
            batch.add(sending(alice, with(bob, context), "about " + context));
        }
        List<Message> messages = storeAll(batch);

        assertThat(messages).extracting(Message::conversation).doesNotHaveDuplicates();
        for (int i = 0; i < contexts.size(); i++) {
            Conversation conversation = conversation(bob, with(alice, contexts.get(i)));
            assertThat(conversation.context()).isEqualTo(contexts.get(i));
            assertThat(conversation.last()).isEqualTo(messages.get(i));
        }
    }

    @Test
    default void clientIdsThatLookAlikeAreDifferentMessages() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Write.Send> batch = new ArrayList<>();
        for (String id : Names.lookAlikes("message")) {
            batch.add(sending(alice, with(bob), new ClientMessageId(id), Content.text("hello")));
        }
        List<Message> messages = storeAll(batch);

        List<Outcome> expected = new ArrayList<>();
        messages.forEach(message -> expected.add(new Duplicate(message)));
        assertThat(writeAll(batch)).isEqualTo(expected);
        assertThat(history(bob, messages.get(0).conversation())).isEqualTo(messages);
    }

    @Test
    default void textsThatLookAlikeAreDifferentTexts() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<String> texts = Names.lookAlikes("hello");
        List<Write.Send> batch = new ArrayList<>();
        List<Write.Send> others = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            ClientMessageId id = newClientId();
            batch.add(sending(alice, with(bob), id, Content.text(texts.get(i))));
            others.add(sending(alice, with(bob), id, Content.text(texts.get((i + 1) % texts.size()))));
        }
        assertThat(storeAll(batch))
                .extracting(message -> message.content().text())
                .isEqualTo(texts);
        assertThat(writeAll(others)).containsOnly(new Conflict());
    }
}
