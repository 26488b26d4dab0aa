package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.ALL;
import static chat.duologue.model.ConversationFilter.ARCHIVED;
import static chat.duologue.model.ConversationFilter.UNREAD;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a member sets for a conversation. */
interface SettingsContract extends MessageChanges {
    Settings IN_ARCHIVE = new Settings(null, false, true);

    default Settings configured(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Configured.class);
        return ((Outcome.Configured) outcome).settings();
    }

    default void archive(UserId user, Message message) {
        assertThat(configured(write(configuring(user, message.conversation(), archiving(true))))
                        .archived())
                .isTrue();
    }

    default List<UserId> listedPeers(UserId user, ConversationFilter filter) {
        return store().conversations(user, filter, Long.MAX_VALUE, 100).conversations().stream()
                .map(Conversation::peer)
                .toList();
    }

    /** A message that leaves the conversation in the archive. */
    default Outcome sendQuietly(UserId from, UserId to) {
        return write(new Write.Send(from, with(to), newClientId(), Content.text("quiet"), AT, false));
    }

    @Test
    default void settingsAreTheMembersOwn() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ConversationId id = send(alice, bob, "hello").conversation();
        assertThat(conversation(alice, bob).settings()).isEqualTo(Settings.NONE);
        Outcome outcome = write(configuring(alice, id, new Settings.Change(LATER, true, true)));
        Settings settings = new Settings(LATER, true, true);
        assertThat(outcome)
                .isEqualTo(new Outcome.Configured(
                        settings, List.of(new Delivery(alice, new SettingsEvent(2, id, settings)))));
        assertThat(conversation(alice, bob).settings()).isEqualTo(settings);
        assertThat(conversation(alice, existing(id)).settings()).isEqualTo(settings);
        assertThat(store().conversations(alice, ALL, Long.MAX_VALUE, 10).conversations())
                .containsExactly(conversation(alice, bob));
        assertThat(events(alice, 1)).containsExactly(new SettingsEvent(2, id, settings));
        assertThat(conversation(bob, alice).settings()).isEqualTo(Settings.NONE);
        assertThat(List.of(head(alice), head(bob))).containsExactly(2L, 1L);
    }

    @Test
    default void aChangeLeavesWhatItDoesNotNameAndItsEventTellsAll() {
        UserId alice = user("alice");
        ConversationId id = send(alice, user("bob"), "hello").conversation();
        List<Outcome> outcomes = writeAll(List.of(
                configuring(alice, id, new Settings.Change(LATER, null, null)),
                configuring(alice, id, new Settings.Change(null, true, null)),
                configuring(alice, id, archiving(true)),
                configuring(alice, id, new Settings.Change(Instant.EPOCH, null, null)),
                configuring(alice, id, new Settings.Change(null, false, null))));
        List<Settings> expected = List.of(
                new Settings(LATER, false, false),
                new Settings(LATER, true, false),
                new Settings(LATER, true, true),
                new Settings(null, true, true),
                new Settings(null, false, true));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(configured(outcomes.get(i))).isEqualTo(expected.get(i));
            assertThat(delivered(outcomes.get(i), alice))
                    .containsExactly(new SettingsEvent(2 + i, id, expected.get(i)));
        }
        assertThat(conversation(alice, user("bob")).settings()).isEqualTo(expected.get(4));
    }

    @Test
    default void whatIsSetAlreadyIsNoEvent() {
        UserId alice = user("alice");
        ConversationId id = send(alice, user("bob"), "hello").conversation();
        assertThat(writeAll(List.of(
                        configuring(alice, id, archiving(false)),
                        configuring(alice, id, new Settings.Change(Instant.EPOCH, false, null)),
                        configuring(alice, id, new Settings.Change(Instant.EPOCH.plusNanos(999_999), null, null)))))
                .containsOnly(new Outcome.Configured(Settings.NONE, List.of()));
        write(configuring(alice, id, new Settings.Change(LATER, true, null)));
        assertThat(write(configuring(alice, id, new Settings.Change(LATER.plusNanos(999_999), true, false))))
                .isEqualTo(new Outcome.Configured(new Settings(LATER, true, false), List.of()));
        assertThat(head(alice)).isEqualTo(2);
    }

    @Test
    default void mutedUntilIsKeptInWholeMillisecondsFromTheFirstToTheLast() {
        UserId alice = user("alice");
        ConversationId id = send(alice, user("bob"), "hello").conversation();
        for (Instant until : List.of(
                Instant.EPOCH.plusMillis(1),
                Instant.parse("2026-12-31T23:59:59.999Z"),
                Settings.Change.MAX_MUTED_UNTIL)) {
            assertThat(configured(write(configuring(alice, id, new Settings.Change(until, null, null)))))
                    .isEqualTo(new Settings(until, false, false));
            assertThat(conversation(alice, user("bob")).settings().mutedUntil()).isEqualTo(until);
        }
        Instant fine = Instant.parse("2027-01-01T00:00:00.123456789Z");
        assertThat(configured(write(configuring(alice, id, new Settings.Change(fine, null, null))))
                        .mutedUntil())
                .isEqualTo(Instant.parse("2027-01-01T00:00:00.123Z"));
    }

    @Test
    default void onlyMembersCanSetAnything() {
        ConversationId id = send(user("alice"), user("bob"), "hello").conversation();
        assertRefused(Reason.NOT_A_MEMBER, configuring(user("carol"), id, archiving(true)));
        assertRefused(
                Reason.NOT_A_MEMBER, configuring(user("alice"), new ConversationId(tag() + "none"), archiving(true)));
    }

    @Test
    default void settingsAreOfOneConversationAndMoveNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message plain = send(bob, alice, "plain");
        send(bob, with(alice, "order"), "order");
        send(user("carol"), alice, "newer");
        write(configuring(alice, plain.conversation(), new Settings.Change(LATER, true, null)));
        assertThat(conversation(alice, with(bob, "order")).settings()).isEqualTo(Settings.NONE);
        assertThat(listedPeers(alice, ALL)).containsExactly(user("carol"), bob, bob);
        assertThat(listedPeers(alice, UNREAD)).hasSize(3);
        assertThat(totalUnread(alice)).isEqualTo(3);
        assertThat(acknowledge(alice, head(alice)).deliveries()).hasSize(6);
    }

    @Test
    default void theArchiveListsWhatTheMemberHasPutThere() {
        UserId alice = user("alice");
        for (String peer : List.of("bob", "carol", "dave", "erin")) {
            Message message = send(user(peer), alice, "hello");
            if (peer.contains("r")) {
                archive(alice, message);
            }
        }
        assertThat(listedPeers(alice, ARCHIVED)).containsExactly(user("erin"), user("carol"));
        assertThat(listedPeers(alice, ALL)).hasSize(4);
        assertThat(listedPeers(alice, UNREAD)).as("the archived ones too").hasSize(4);
        assertThat(listedPeers(user("erin"), ARCHIVED)).isEmpty();
        assertThat(store().conversations(alice, ARCHIVED, Long.MAX_VALUE, 10).totalUnread())
                .isEqualTo(4);
        assertThat(store().conversations(alice, ARCHIVED, Long.MAX_VALUE, 10).conversations())
                .extracting(Conversation::settings)
                .containsOnly(IN_ARCHIVE);
        write(configuring(alice, conversation(alice, user("erin")).id(), archiving(false)));
        assertThat(listedPeers(alice, ARCHIVED)).containsExactly(user("carol"));
    }

    @Test
    default void theArchiveIsPagedLikeTheWhole() {
        UserId alice = user("alice");
        List<UserId> archived = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            UserId peer = user("peer" + i);
            Message message = send(peer, alice, "hello");
            if (i % 3 != 0) {
                archive(alice, message);
                archived.add(0, peer);
            }
        }
        for (int limit = 1; limit <= 9; limit++) {
            List<UserId> read = new ArrayList<>();
            OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
            while (before.isPresent()) {
                ConversationPage page = store().conversations(alice, ARCHIVED, before.getAsLong(), limit);
                page.conversations().forEach(conversation -> read.add(conversation.peer()));
                before = page.next();
                assertThat(before.isPresent()).isEqualTo(read.size() < archived.size());
            }
            assertThat(read).as("limit %d", limit).isEqualTo(archived);
        }
    }

    @Test
    default void aMessageTakesTheConversationOutOfTheArchiveOfThoseWhoHaveItThere() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = send(alice, bob, "first");
        ConversationId id = first.conversation();
        write(configuring(bob, id, new Settings.Change(LATER, true, true)));
        Outcome outcome = write(sending(alice, bob, "second"));
        Message second = stored(outcome);
        Settings unarchived = new Settings(LATER, true, false);
        assertThat(delivered(outcome, alice)).containsExactly(new MessageEvent(2, second));
        assertThat(delivered(outcome, bob))
                .containsExactly(new MessageEvent(3, second), new SettingsEvent(4, id, unarchived));
        assertThat(outcome.deliveries()).hasSize(3);
        assertThat(events(bob, 2)).isEqualTo(delivered(outcome, bob));
        assertThat(conversation(bob, alice).settings()).isEqualTo(unarchived);
        assertThat(listedPeers(bob, ARCHIVED)).isEmpty();
        archive(alice, second);
        archive(bob, second);
        outcome = write(sending(alice, bob, "third"));
        assertThat(outcome.deliveries()).as("an own message too").hasSize(4);
        assertThat(listedPeers(alice, ARCHIVED)).isEmpty();
        assertThat(listedPeers(bob, ARCHIVED)).isEmpty();
    }

    @Test
    default void aMessageThatIsToLeaveTheArchiveAloneDoes() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        archive(bob, send(alice, bob, "first"));
        assertThat(sendQuietly(alice, bob).deliveries()).hasSize(2);
        assertThat(sendQuietly(bob, alice).deliveries()).hasSize(2);
        assertThat(listedPeers(bob, ARCHIVED)).containsExactly(alice);
        assertThat(conversation(bob, alice).unread()).isEqualTo(2);
        assertThat(List.of(head(alice), head(bob))).containsExactly(3L, 4L);
    }

    @Test
    default void onlyAStoredMessageTakesOutOfTheArchive() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "first");
        Message first = stored(write(send));
        archive(bob, first);
        write(send);
        write(sending(alice, with(bob), send.clientMessageId(), Content.text("conflict")));
        write(sending(alice, with(bob), newClientId(), new Content("refused", null, 99L)));
        edit(first, "edited");
        write(reacting(alice, first, "+"));
        recall(first);
        send(alice, with(bob, "order"), "elsewhere");
        assertThat(conversation(bob, alice).settings()).isEqualTo(IN_ARCHIVE);
    }

    @Test
    default void oneBatchCanArchiveAndSendInTurns() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ConversationId id = send(alice, bob, "first").conversation();
        List<Outcome> outcomes = writeAll(List.of(
                configuring(bob, id, archiving(true)),
                sending(alice, bob, "second"),
                sending(alice, bob, "third"),
                configuring(bob, id, archiving(true)),
                new Write.Send(alice, with(bob), newClientId(), Content.text("quiet"), AT, false)));
        assertThat(outcomes).extracting(outcome -> outcome.deliveries().size()).containsExactly(1, 3, 2, 1, 2);
        assertThat(conversation(bob, alice).settings()).isEqualTo(IN_ARCHIVE);
        assertThat(head(bob)).isEqualTo(7);
        assertThat(events(bob, 5))
                .containsExactly(new SettingsEvent(6, id, IN_ARCHIVE), new MessageEvent(7, stored(outcomes.get(4))));
    }

    @Test
    default void aConversationThatOneBatchOpensCanBeArchivedInTheNextAndStaysSo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = stored(sendQuietly(alice, bob));
        archive(alice, first);
        archive(bob, first);
        assertThat(listedPeers(alice, ARCHIVED)).containsExactly(bob);
        assertThat(listedPeers(bob, ARCHIVED)).containsExactly(alice);
        markRead(bob, first.conversation(), 1);
        assertThat(conversation(bob, alice).settings()).isEqualTo(IN_ARCHIVE);
    }
}
