package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Content;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a user blocks another one. */
interface BlockContract extends MessageChanges {

    default List<UserId> blockedBy(UserId user) {
        return store().blocks().blockedBy(user, null, ChatStore.MAX_LIMIT);
    }

    /** Read in pages of a size. */
    static List<UserId> blockedBy(ChatStore store, UserId user, int limit) {
        List<UserId> read = new ArrayList<>();
        List<UserId> page = store.blocks().blockedBy(user, null, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            read.addAll(page);
            assertThat(read).doesNotHaveDuplicates();
            page = store.blocks().blockedBy(user, page.get(page.size() - 1), limit);
        }
        return read;
    }

    @Test
    default void whomAUserBlocksIsOnTheListUntilTheBlockEnds() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello");
        assertThat(blockedBy(alice)).isEmpty();
        assertThat(write(blocking(alice, bob)))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(alice, new BlockEvent(2, bob, true)))));
        assertThat(blockedBy(alice)).containsExactly(bob);
        assertThat(blockedBy(bob)).isEmpty();
        assertThat(events(alice, 1)).containsExactly(new BlockEvent(2, bob, true));
        assertThat(write(unblocking(alice, bob)))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(alice, new BlockEvent(3, bob, false)))));
        assertThat(blockedBy(alice)).isEmpty();
        assertThat(FoldingContract.folded(events(alice, 1))).containsExactly(new BlockEvent(3, bob, false));
        assertThat(head(bob)).as("who is blocked is told nothing").isEqualTo(1);
    }

    @Test
    default void whoHasDoneNothingYetCanBlockSomeoneWhoHas() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, user("carol"), "hello");
        assertThat(write(blocking(alice, bob)))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(alice, new BlockEvent(1, bob, true)))));
    }

    @Test
    default void whatIsSoAlreadyIsNoEvent() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Outcome nothing = new Outcome.Changed(List.of());
        assertThat(write(unblocking(alice, bob))).isEqualTo(nothing);
        assertThat(head(alice)).isZero();
        write(blocking(alice, bob));
        assertThat(writeAll(List.of(blocking(alice, bob), blocking(alice, bob))))
                .containsOnly(nothing);
        assertThat(head(alice)).isEqualTo(1);
        assertThat(writeAll(List.of(unblocking(alice, bob), unblocking(alice, bob), blocking(alice, bob))))
                .extracting(outcome -> outcome.deliveries().size())
                .containsExactly(1, 0, 1);
        assertThat(head(alice)).isEqualTo(3);
    }

    @Test
    default void whoIsBlockedCanSendNothingWhateverTheContext() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message plain = send(alice, bob, "plain");
        Message order = send(bob, with(alice, "order"), "order");
        write(blocking(bob, alice));
        for (Write.Send send : List.of(
                sending(alice, bob, "no"),
                sending(alice, existing(plain.conversation()), "no"),
                sending(alice, with(bob, "order"), "no"),
                sending(alice, existing(order.conversation()), "no"),
                sending(alice, with(bob, "new context"), "no"),
                sending(alice, with(bob), newClientId(), new Content("no", null, 99L)))) {
            assertRefused(Reason.BLOCKED, send);
        }
        assertThat(store().conversation(alice, with(bob, "new context"))).isEmpty();
        assertThat(store().conversation(bob, with(alice, "new context"))).isEmpty();
        assertThat(send(user("carol"), bob, "another").seq()).isEqualTo(1);
        assertThat(send(alice, user("carol"), "elsewhere").seq()).isEqualTo(1);
        write(unblocking(bob, alice));
        assertThat(send(alice, with(bob, "new context"), "again").seq()).isEqualTo(1);
        assertThat(send(alice, bob, "again").seq()).isEqualTo(2);
    }

    @Test
    default void whoBlocksCanStillSendEditAndReact() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message fromAlice = send(alice, bob, "hello");
        write(blocking(bob, alice));
        Message fromBob = send(bob, alice, "not a word more");
        assertThat(edit(fromBob, "not one").revision()).isEqualTo(1);
        assertThat(write(reacting(bob, fromAlice, "-")).deliveries()).hasSize(2);
        assertThat(unread(alice, bob)).isEqualTo(1);
    }

    @Test
    default void whoIsBlockedCanNeitherEditNorReactButReadHideAndRecall() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> own = sendMany(alice, bob, 2);
        Message theirs = send(bob, alice, "hello");
        write(reacting(alice, theirs, "+"));
        write(blocking(bob, alice));
        assertRefused(Reason.BLOCKED, editing(alice, own.get(0), "new"));
        assertRefused(Reason.BLOCKED, editing(alice, own.get(0), "message 1"));
        assertRefused(Reason.BLOCKED, reacting(alice, theirs, "-"));
        assertRefused(Reason.BLOCKED, takingBack(alice, theirs, "+"));
        assertThat(acknowledge(alice, head(alice)).deliveries()).hasSize(2);
        assertThat(markRead(alice, theirs.conversation(), 3).deliveries()).hasSize(2);
        assertThat(write(configuring(alice, theirs.conversation(), archiving(true)))
                        .deliveries())
                .hasSize(1);
        assertThat(write(blocking(alice, bob)).deliveries()).hasSize(1);
        hide(alice, theirs);
        Message recalled = recall(own.get(0));
        assertThat(history(bob, recalled.conversation())).containsExactly(recalled, own.get(1), theirs);
        assertThat(history(alice, recalled.conversation())).containsExactly(recalled, own.get(1));
    }

    @Test
    default void aRepeatedSendOfWhatWasStoredBeforeTheBlockIsRefusedWhileItLasts() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "hello");
        Message stored = stored(write(send));
        write(blocking(bob, alice));
        assertRefused(Reason.BLOCKED, send);
        assertRefused(Reason.BLOCKED, sending(alice, with(bob), send.clientMessageId(), Content.text("other")));
        assertThat(writeAll(List.of(unblocking(bob, alice), send, blocking(bob, alice), send))
                        .subList(1, 4))
                .startsWith(new Duplicate(stored))
                .endsWith(refused(Reason.BLOCKED));
    }

    @Test
    default void aRefusedSendCanBeRepeatedWhenTheBlockHasEnded() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "hello");
        write(blocking(bob, alice));
        assertRefused(Reason.BLOCKED, send);
        assertThat(store().conversation(bob, with(alice))).isEmpty();
        write(unblocking(bob, alice));
        assertThat(stored(write(send)).seq()).isEqualTo(1);
    }

    @Test
    default void oneBatchCanSendBlockAndUnblockInTurns() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Outcome> outcomes = writeAll(List.of(
                sending(alice, bob, "first"),
                blocking(bob, alice),
                sending(alice, bob, "refused"),
                sending(alice, with(bob, "order"), "refused"),
                sending(bob, alice, "second"),
                unblocking(bob, alice),
                sending(alice, bob, "third"),
                blocking(bob, alice),
                sending(alice, bob, "refused")));
        assertThat(stored(outcomes.get(0)).seq()).isEqualTo(1);
        assertThat(stored(outcomes.get(4)).seq()).isEqualTo(2);
        assertThat(stored(outcomes.get(6)).seq()).isEqualTo(3);
        for (int refused : new int[] {2, 3, 8}) {
            assertThat(outcomes.get(refused)).isEqualTo(refused(Reason.BLOCKED));
        }
        assertThat(List.of(head(alice), head(bob))).containsExactly(3L, 6L);
        assertThat(blockedBy(bob)).containsExactly(alice);
    }

    @Test
    default void oneBatchCanEditAndReactAroundABlock() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message own = send(alice, bob, "own");
        List<Outcome> outcomes = writeAll(List.of(
                editing(alice, own, "once"),
                reacting(alice, own, "+"),
                blocking(bob, alice),
                editing(alice, own, "twice"),
                takingBack(alice, own, "+"),
                unblocking(bob, alice),
                editing(alice, own, "thrice"),
                takingBack(alice, own, "+")));
        assertThat(outcomes.get(3)).isEqualTo(refused(Reason.BLOCKED));
        assertThat(outcomes.get(4)).isEqualTo(refused(Reason.BLOCKED));
        assertThat(edited(outcomes.get(6)).revision()).isEqualTo(2);
        assertThat(outcomes.get(7).deliveries()).hasSize(2);
    }

    @Test
    default void aUserWhomTheStoreNeverMetCanBeBlockedAndCanBlock() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        assertThat(write(blocking(alice, bob)))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(alice, new BlockEvent(1, bob, true)))));
        assertThat(blockedBy(alice)).containsExactly(bob);
        assertThat(List.of(head(alice), head(bob))).containsExactly(1L, 0L);
        assertRefused(Reason.BLOCKED, sending(bob, alice, "hello"));
        assertThat(send(alice, bob, "hello").seq()).isEqualTo(1);
        assertThat(blockedBy(user("nobody"))).isEmpty();
        assertThat(store().blocks().blockersOf(user("nobody"), List.of(alice, bob)))
                .isEmpty();
    }

    @Test
    default void bothCanBlockEachOther() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        writeAll(List.of(blocking(alice, bob), blocking(bob, alice)));
        assertRefused(Reason.BLOCKED, sending(alice, bob, "no"));
        assertRefused(Reason.BLOCKED, sending(bob, alice, "no"));
        write(unblocking(alice, bob));
        assertRefused(Reason.BLOCKED, sending(alice, bob, "no"));
        assertThat(send(bob, alice, "yes").conversation()).isEqualTo(message.conversation());
    }

    @Test
    default void theListOfWhomAUserHasBlockedIsPagedInTheOrderOfTheirNames() {
        UserId alice = user("alice");
        List<UserId> blocked = new ArrayList<>();
        for (int i = 10; i < 21; i++) {
            blocked.add(user("peer" + i));
        }
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            batch.add(blocking(alice, blocked.get(i * 7 % 11)));
            batch.add(blocking(blocked.get(i), user("carol")));
        }
        writeAll(batch);
        for (int limit = 1; limit <= 12; limit++) {
            assertThat(blockedBy(store(), alice, limit)).as("limit %d", limit).isEqualTo(blocked);
        }
        assertThat(store().blocks().blockedBy(alice, user("peer125"), 2))
                .as("after a name that is not there")
                .containsExactly(user("peer13"), user("peer14"));
        assertThat(store().blocks().blockedBy(alice, null, 0)).isEmpty();
        assertThatThrownBy(() -> store().blocks().blockedBy(alice, null, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void namesThatLookAlikeAreBlockedEachByThemselves() {
        UserId alice = user("alice");
        List<UserId> all =
                Names.lookAlikes(tag() + "bob").stream().map(UserId::new).toList();
        List<UserId> odd = new ArrayList<>();
        List<UserId> even = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (i % 2 == 0 ? even : odd).add(all.get(i));
        }
        writeAll(odd.stream().map(user -> blocking(alice, user)).toList());
        assertThat(blockedBy(alice)).containsExactlyInAnyOrderElementsOf(odd);
        assertThat(blockedBy(store(), alice, 3)).containsExactlyInAnyOrderElementsOf(odd);
        assertThat(writeAll(odd.stream().map(user -> sending(user, alice, "no")).toList()))
                .containsOnly(refused(Reason.BLOCKED));
        writeAll(even.stream().map(user -> sending(user, alice, "yes")).toList())
                .forEach(this::stored);
    }

    @Test
    default void theBlockersOfAUserAreFoundAmongThoseAskedFor() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        writeAll(List.of(blocking(alice, bob), blocking(carol, bob), blocking(user("dave"), bob)));
        writeAll(List.of(unblocking(user("dave"), bob), blocking(bob, user("erin"))));
        assertThat(store().blocks()
                        .blockersOf(bob, List.of(alice, carol, user("dave"), user("erin"), user("nobody"), bob)))
                .isEqualTo(Set.of(alice, carol));
        assertThat(store().blocks().blockersOf(bob, Set.of(alice))).isEqualTo(Set.of(alice));
        assertThat(store().blocks().blockersOf(bob, Set.of())).isEmpty();
        assertThat(store().blocks().blockersOf(alice, Set.of(bob, carol))).isEmpty();
        List<UserId> many = new ArrayList<>();
        for (int i = 0; i < ChatStore.MAX_LIMIT; i++) {
            many.add(user("stranger" + i));
        }
        many.add(carol);
        assertThat(store().blocks().blockersOf(bob, many)).isEqualTo(Set.of(carol));
    }

    @Test
    default void aBlockMovesNoConversationAndNoCount() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(bob, alice, "hello");
        var before = conversation(alice, bob);
        write(blocking(alice, bob));
        assertThat(conversation(alice, bob)).isEqualTo(before);
        assertThat(history(alice, message.conversation())).containsExactly(message);
        assertThat(totalUnread(alice)).isEqualTo(1);
        assertThat(acknowledge(alice, head(alice)).deliveries()).hasSize(2);
    }
}
