package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Reaction;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How members react to messages. */
interface ReactionContract extends MessageChanges {

    @Test
    default void bothSeeAReaction() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        ConversationId id = sent.get(0).conversation();
        Outcome outcome = write(reacting(bob, sent.get(1), "\uD83D\uDC4D"));
        Reaction reaction = new Reaction(bob, "\uD83D\uDC4D");
        ReactionEvent event = new ReactionEvent(4, id, 2, reaction, false);
        assertThat(outcome).isInstanceOf(Outcome.Changed.class);
        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(new Delivery(alice, event), new Delivery(bob, event));
        for (UserId member : List.of(alice, bob)) {
            assertThat(store().messages(member, id, Anchor.NEWEST, 10))
                    .contains(new MessagePage(sent, false, false, Map.of(2L, List.of(reaction))));
            assertThat(store().messages(member, id, new Anchor.After(2), 10))
                    .contains(new MessagePage(sent.subList(2, 3), true, false));
            assertThat(events(member, 3)).containsExactly(event);
        }
    }

    @Test
    default void aReactionThatIsThereIsNotAddedAgain() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        for (int most : new int[] {1, 3}) {
            write(reacting(bob, message, "+", most));
            assertThat(write(reacting(bob, message, "+", most))).isEqualTo(new Outcome.Changed(List.of()));
        }
        assertThat(reactions(alice, message)).containsExactly(new Reaction(bob, "+"));
        assertThat(head(alice)).isEqualTo(2);
    }

    @Test
    default void aReactionIsTakenBackOnce() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        assertThat(write(takingBack(bob, message, "+"))).isEqualTo(new Outcome.Changed(List.of()));
        write(reacting(bob, message, "+"));
        Outcome outcome = write(takingBack(bob, message, "+"));
        ReactionEvent event = new ReactionEvent(3, message.conversation(), 1, new Reaction(bob, "+"), true);
        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(new Delivery(alice, event), new Delivery(bob, event));
        assertThat(write(takingBack(bob, message, "+"))).isEqualTo(new Outcome.Changed(List.of()));
        assertThat(newest(alice, message)).isEqualTo(new MessagePage(List.of(message), false, false));
        write(reacting(bob, message, "+"));
        assertThat(reactions(alice, message)).containsExactly(new Reaction(bob, "+"));
        assertThat(head(bob)).isEqualTo(4);
    }

    @Test
    default void whoeverMayReactOnceReplacesTheReactionBefore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        write(reacting(alice, message, "+", 1));
        write(reacting(bob, message, "+", 1));
        Outcome outcome = write(reacting(bob, message, "-", 1));
        ConversationId id = message.conversation();
        for (UserId member : List.of(alice, bob)) {
            assertThat(delivered(outcome, member))
                    .containsExactly(
                            new ReactionEvent(4, id, 1, new Reaction(bob, "+"), true),
                            new ReactionEvent(5, id, 1, new Reaction(bob, "-"), false));
            assertThat(reactions(member, message)).containsExactly(new Reaction(alice, "+"), new Reaction(bob, "-"));
            assertThat(head(member)).isEqualTo(5);
        }
        assertThat(write(reacting(bob, message, "+", 1)).deliveries()).hasSize(4);
        assertThat(reactions(alice, message)).containsExactly(new Reaction(alice, "+"), new Reaction(bob, "+"));
    }

    @Test
    default void eachMemberHasAsManyReactionsAsAllowed() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        for (String reaction : List.of("a", "b", "c")) {
            write(reacting(bob, message, reaction));
        }
        assertRefused(Reason.TOO_MANY, reacting(bob, message, "d"));
        assertThat(write(reacting(bob, message, "b"))).as("it is there").isEqualTo(new Outcome.Changed(List.of()));
        assertThat(write(reacting(alice, message, "d")).deliveries()).hasSize(2);
        write(takingBack(bob, message, "a"));
        assertThat(write(reacting(bob, message, "d")).deliveries()).hasSize(2);
        assertThat(reactions(alice, message))
                .containsExactly(
                        new Reaction(bob, "b"),
                        new Reaction(bob, "c"),
                        new Reaction(alice, "d"),
                        new Reaction(bob, "d"));
        assertRefused(Reason.TOO_MANY, reacting(bob, message, "e"));
        assertThat(write(reacting(bob, message, "e", 4)).deliveries())
                .as("where more are allowed")
                .hasSize(2);
    }

    @Test
    default void whereOneIsAllowedAndSeveralAreThereNoneIsReplaced() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        write(reacting(bob, message, "a"));
        write(reacting(bob, message, "b"));
        assertRefused(Reason.TOO_MANY, reacting(bob, message, "c", 1));
        assertThat(write(reacting(bob, message, "a", 1))).isEqualTo(new Outcome.Changed(List.of()));
        write(takingBack(bob, message, "a"));
        assertThat(write(reacting(bob, message, "c", 1)).deliveries()).hasSize(4);
        assertThat(reactions(alice, message)).containsExactly(new Reaction(bob, "c"));
    }

    @Test
    default void theReactionsOfAMessageComeInTheOrderOfTheirLastChange() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        writeAll(List.of(
                reacting(bob, message, "z"),
                reacting(alice, message, "m"),
                reacting(bob, message, "a"),
                reacting(alice, message, "z"),
                takingBack(bob, message, "z"),
                reacting(bob, message, "z")));
        List<Reaction> inOrder = List.of(
                new Reaction(alice, "m"), new Reaction(bob, "a"), new Reaction(alice, "z"), new Reaction(bob, "z"));
        assertThat(reactions(alice, message)).isEqualTo(inOrder);
        assertThat(reactions(bob, message)).isEqualTo(inOrder);
    }

    @Test
    default void aMemberCanHaveHadSoManyDifferentReactionsAndNoMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        List<Write> batch = new ArrayList<>();
        IntStream.rangeClosed(1, Write.React.MOST_EVER).forEach(i -> batch.add(reacting(bob, message, "r" + i, 1)));
        assertThat(writeAll(batch))
                .allSatisfy(outcome -> assertThat(outcome.deliveries()).isNotEmpty());
        assertRefused(Reason.TOO_MANY, reacting(bob, message, "new", 1));
        write(takingBack(bob, message, "r" + Write.React.MOST_EVER));
        assertRefused(Reason.TOO_MANY, reacting(bob, message, "new", 1));
        assertThat(write(takingBack(bob, message, "new"))).isEqualTo(new Outcome.Changed(List.of()));
        assertThat(write(reacting(bob, message, "r1", 1)).deliveries()).hasSize(2);
        assertThat(write(reacting(alice, message, "new", 1)).deliveries()).hasSize(2);
        assertThat(reactions(alice, message)).containsExactly(new Reaction(bob, "r1"), new Reaction(alice, "new"));
        assertThat(write(reacting(bob, send(alice, bob, "another"), "new", 1)).deliveries())
                .hasSize(2);
    }

    @Test
    default void aRefusedReactionSaysTheFirstReasonThatApplies() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Message recalled = send(alice, bob, "recalled");
        write(reacting(bob, recalled, "+"));
        recall(recalled);
        Message none = new Message(message.conversation(), 3, alice, AT, newClientId(), Content.text("none"));
        write(reacting(bob, message, "+"));
        for (String reaction : List.of("+", "-")) {
            assertRefused(Reason.NOT_A_MEMBER, reacting(user("carol"), message, reaction));
            assertRefused(Reason.NOT_A_MEMBER, takingBack(user("carol"), none, reaction));
        }
        for (Message missing : List.of(none, recalled)) {
            assertRefused(Reason.NO_SUCH_MESSAGE, reacting(bob, missing, "+"));
            assertRefused(Reason.NO_SUCH_MESSAGE, reacting(bob, missing, "-"));
            assertRefused(Reason.NO_SUCH_MESSAGE, takingBack(bob, missing, "+"));
        }
        write(blocking(alice, bob));
        for (Message any : List.of(none, recalled, message)) {
            assertRefused(Reason.BLOCKED, reacting(bob, any, "+"));
            assertRefused(Reason.BLOCKED, reacting(bob, any, "-", 1));
            assertRefused(Reason.BLOCKED, takingBack(bob, any, "+"));
            assertRefused(Reason.BLOCKED, takingBack(bob, any, "-"));
        }
        assertThat(write(reacting(alice, message, "+")).deliveries())
                .as("who blocks may still react")
                .hasSize(2);
    }

    @Test
    default void theReactionsToARecalledMessageStayAsTheyWere() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        write(reacting(bob, message, "+"));
        Message recalled = recall(message);
        assertThat(newest(alice, message))
                .isEqualTo(
                        new MessagePage(List.of(recalled), false, false, Map.of(1L, List.of(new Reaction(bob, "+")))));
    }

    @Test
    default void whoHasHiddenAMessageSeesNoReactionToIt() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        write(reacting(bob, message, "+"));
        hide(bob, message);
        write(reacting(alice, message, "+"));
        assertThat(newest(bob, message)).isEqualTo(new MessagePage(List.of(), false, false));
        assertThat(reactions(alice, message)).containsExactly(new Reaction(bob, "+"), new Reaction(alice, "+"));
    }

    @Test
    default void aReactionChangesNeitherMessageNorCountNorList() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        send(user("carol"), bob, "newer");
        Conversation before = conversation(bob, alice);
        write(reacting(alice, message, "+"));
        assertThat(conversation(bob, alice)).isEqualTo(before);
        assertThat(store().conversations(bob, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"), alice);
        assertThat(acknowledge(alice, head(alice)).deliveries()).isEmpty();
    }

    @Test
    default void reactionsThatLookAlikeAreDifferentReactions() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        String thumb = "\uD83D\uDC4D";
        List<String> all = new ArrayList<>(Names.lookAlikes(thumb));
        for (int tone = 0xDFFB; tone <= 0xDFFF; tone++) {
            all.add(thumb + "\uD83C" + (char) tone);
        }
        all.addAll(List.of(
                "\u2764",
                "\u2764\uFE0E",
                "\u2764\uFE0F",
                "\u2764\uFE0F\u200D\uD83D\uDD25",
                "caf\u00E9",
                "cafe\u0301",
                "cafe",
                "Cafe",
                "CAFE",
                "cafe ",
                " cafe",
                "\uD83D\uDC69",
                "\uD83D\uDC69\u200D\uD83D\uDC67",
                "\uD83D\uDC69\uD83D\uDC67",
                "\uD83C\uDDE9\uD83C\uDDEA",
                "\uD83C\uDDEA\uD83C\uDDE9"));
        for (int from = 0; from < all.size(); from += Write.React.MOST_EVER) {
            List<String> some = all.subList(from, Math.min(from + Write.React.MOST_EVER, all.size())).stream()
                    .distinct()
                    .toList();
            Message message = send(alice, bob, "hello");
            List<Outcome> outcomes = writeAll(some.stream()
                    .map(value -> reacting(bob, message, value, Write.React.MOST_EVER))
                    .toList());
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.deliveries()).hasSize(2));
            assertThat(reactions(alice, message)).isEqualTo(reactionsOf(bob, some.stream()));
            assertThat(events(alice, head(alice) - some.size()))
                    .extracting(event -> ((ReactionEvent) event).reaction().value())
                    .isEqualTo(some);
            Stream<String> odd =
                    IntStream.range(0, some.size()).filter(i -> i % 2 == 1).mapToObj(some::get);
            IntStream.range(0, some.size())
                    .filter(i -> i % 2 == 0)
                    .forEach(i -> write(takingBack(bob, message, some.get(i))));
            assertThat(reactions(alice, message)).isEqualTo(reactionsOf(bob, odd));
        }
    }

    @Test
    default void reactionsOfUsersWhoseNamesLookAlikeAreTheirOwn() {
        UserId alice = user("alice");
        UserId upper = user("Alice");
        Message message = send(alice, upper, "hello");
        write(reacting(alice, message, "+", 1));
        write(reacting(upper, message, "+", 1));
        write(takingBack(alice, message, "+"));
        assertThat(reactions(alice, message)).containsExactly(new Reaction(upper, "+"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 13, 14, 15, 16})
    default void charactersOfEveryPlaneAreKeptInReactions(int plane) {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        String value = Names.ofPlane(plane);
        write(reacting(alice, message, value));
        assertThat(reactions(alice, message)).containsExactly(new Reaction(alice, value));
        assertThat(events(alice, 1))
                .containsExactly(new ReactionEvent(2, message.conversation(), 1, new Reaction(alice, value), false));
    }

    @Test
    default void theLongestReactionsAreKept() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        int max = Reaction.MAX_CHARS;
        List<String> longest = List.of(
                "x".repeat(max),
                "x".repeat(max - 1) + "y",
                "\uFFFD".repeat(max),
                "\uD83D\uDE00".repeat(max / 2),
                "\uD83D\uDE00".repeat(max / 2 - 1) + "\uD83D\uDE01");
        longest.forEach(value -> write(reacting(alice, message, value, 10)));
        assertThat(reactions(alice, message)).isEqualTo(reactionsOf(alice, longest.stream()));
    }
}
