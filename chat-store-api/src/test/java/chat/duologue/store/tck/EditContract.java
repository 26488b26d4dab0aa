package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an author says something else. */
interface EditContract extends MessageChanges {

    @Test
    default void anEditedMessageSaysTheNewTextToBothWhereverItIsRead() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Outcome outcome = write(editing(alice, message, "good morning"));
        Message edited = message.saying(Content.text("good morning"), 1, LATER);
        assertThat(edited(outcome)).isEqualTo(edited);
        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(
                        new Delivery(alice, new EditedEvent(2, edited)), new Delivery(bob, new EditedEvent(2, edited)));
        for (UserId member : List.of(alice, bob)) {
            assertThat(head(member)).isEqualTo(2);
            assertThat(history(member, message.conversation())).containsExactly(edited);
            assertThat(events(member, 0)).containsExactly(new MessageEvent(1, edited), new EditedEvent(2, edited));
            assertThat(events(member, 1)).containsExactly(new EditedEvent(2, edited));
        }
        assertThat(conversation(alice, bob).last()).isEqualTo(edited);
        assertThat(conversation(bob, alice).last()).isEqualTo(edited);
    }

    @Test
    default void anEditChangesTextOrDataOrBothAndLeavesWhatTheMessageAnswers() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, alice, "question");
        Message message = stored(write(sending(alice, with(bob), newClientId(), new Content("text", "data", 1L))));
        ConversationId id = message.conversation();
        Outcome outcome = write(new Write.Edit(alice, id, 2, "new text", null, null, LATER, EVER, false));
        assertThat(edited(outcome).content()).isEqualTo(new Content("new text", "data", 1L));
        outcome = write(new Write.Edit(alice, id, 2, null, "new data", null, LATER, EVER, false));
        assertThat(edited(outcome).content()).isEqualTo(new Content("new text", "new data", 1L));
        outcome = write(new Write.Edit(alice, id, 2, "", "", null, LATER, EVER, false));
        assertThat(edited(outcome).content()).isEqualTo(new Content("", "", 1L));
        assertThat(history(bob, id)).last().isEqualTo(edited(outcome));
        assertThat(edited(outcome).revision()).isEqualTo(3);
    }

    @Test
    default void anEditGivesAMessageTheTextOrDataThatItHadNot() {
        UserId alice = user("alice");
        Message text = send(alice, user("bob"), "text");
        Outcome outcome = write(new Write.Edit(alice, text.conversation(), 1, null, "data", null, LATER, EVER, false));
        assertThat(edited(outcome).content()).isEqualTo(new Content("text", "data", null));
        Message data = stored(write(sending(alice, with(user("bob")), newClientId(), new Content(null, "data", null))));
        assertThat(edit(data, "").content()).isEqualTo(new Content("", "data", null));
        assertThat(history(alice, text.conversation()))
                .extracting(Message::content)
                .containsExactly(new Content("text", "data", null), new Content("", "data", null));
    }

    @Test
    default void whenItWasLastEditedIsKeptInWholeMilliseconds() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        Instant at = Instant.parse("2026-03-01T12:01:02.345678999Z");
        Message edited =
                edited(write(new Write.Edit(alice, message.conversation(), 1, "new", null, null, at, EVER, false)));
        assertThat(edited.changedAt()).isEqualTo(Instant.parse("2026-03-01T12:01:02.345Z"));
        assertThat(edited.at()).isEqualTo(AT);
        assertThat(history(alice, message.conversation())).containsExactly(edited);
    }

    @Test
    default void anEditThatSaysTheSameChangesNothingEvenWhenItIsTooLateOrOfAnotherRevision() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = edit(send(alice, bob, "hello"), "good morning");
        assertThat(writeAll(List.of(
                        editing(alice, message, "good morning"),
                        editing(alice, message, 0, "good morning", EVER),
                        editing(alice, message, 99, "good morning", TOO_LATE),
                        new Write.Edit(
                                alice,
                                message.conversation(),
                                1,
                                "good morning",
                                null,
                                null,
                                LATER.plusSeconds(9),
                                EVER,
                                true))))
                .containsOnly(new Outcome.Edited(message, List.of()));
        assertThat(history(bob, message.conversation())).containsExactly(message);
        assertThat(List.of(head(alice), head(bob))).containsOnly(2L);
        assertThat(store().revisions(message.conversation(), 1)).isEmpty();
    }

    @Test
    default void anEditOfAnotherRevisionThanTheAuthorHasSeenIsAConflict() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        assertThat(write(editing(alice, message, 1, "ahead", EVER))).isEqualTo(new Conflict());
        Message first = edited(write(editing(alice, message, 0, "first", EVER)));
        assertThat(write(editing(alice, message, 0, "stale", EVER))).isEqualTo(new Conflict());
        Message second = edited(write(editing(alice, message, 1, "second", EVER)));
        assertThat(List.of(first.revision(), second.revision())).containsExactly(1, 2);
        assertThat(edit(message, "whatever is there").revision()).isEqualTo(3);
        assertThat(head(user("bob"))).isEqualTo(4);
    }

    @Test
    default void aMessageSentAtTheVeryBeginningOfTheTimeCanBeEdited() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        assertRefused(Reason.TOO_LATE, editing(alice, message, null, "late", TOO_LATE));
        assertThat(edited(write(editing(alice, message, null, "in time", AT))).revision())
                .isEqualTo(1);
    }

    @Test
    default void aRefusedEditSaysTheFirstReasonThatApplies() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Message recalled = recall(send(alice, bob, "recalled"));
        Message none = new Message(message.conversation(), 3, alice, AT, newClientId(), Content.text("none"));
        assertRefused(Reason.NOT_A_MEMBER, editing(user("carol"), message, 7, "hello", TOO_LATE));
        assertRefused(Reason.NOT_A_MEMBER, editing(user("carol"), none, "hello"));
        write(blocking(alice, bob));
        write(blocking(bob, alice));
        for (Message any : List.of(none, recalled, message)) {
            assertRefused(Reason.BLOCKED, editing(alice, any, 7, "hello", TOO_LATE));
            assertRefused(Reason.BLOCKED, editing(bob, any, 7, "hello", TOO_LATE));
        }
        write(unblocking(alice, bob));
        write(unblocking(bob, alice));
        for (UserId member : List.of(alice, bob)) {
            assertRefused(Reason.NO_SUCH_MESSAGE, editing(member, none, 7, "hello", TOO_LATE));
            assertRefused(Reason.NO_SUCH_MESSAGE, editing(member, recalled, 7, "hello", TOO_LATE));
        }
        assertRefused(Reason.NOT_THE_AUTHOR, editing(bob, message, 7, "hello", TOO_LATE));
        assertThat(write(editing(alice, message, 7, "hello", TOO_LATE)))
                .isEqualTo(new Outcome.Edited(message, List.of()));
        assertRefused(Reason.TOO_LATE, editing(alice, message, 7, "new", TOO_LATE));
        assertThat(write(editing(alice, message, 7, "new", EVER))).isEqualTo(new Conflict());
        assertThat(edit(message, "new").revision()).isEqualTo(1);
    }

    @Test
    default void thereIsNoMessageWhereNumbersEnd() {
        UserId alice = user("alice");
        ConversationId id = send(alice, user("bob"), "hello").conversation();
        for (long seq : new long[] {Long.MIN_VALUE, -1, 0, 2, Integer.MAX_VALUE + 2L, Long.MAX_VALUE}) {
            for (Write write : List.of(
                    new Write.Edit(alice, id, seq, "new", null, null, LATER, EVER, false),
                    new Write.Recall(alice, id, seq, LATER, EVER),
                    new Write.Hide(alice, id, seq, EVER),
                    new Write.React(alice, id, seq, "+", false, 1),
                    new Write.React(alice, id, seq, "+", true, 1))) {
                assertRefused(Reason.NO_SUCH_MESSAGE, write);
            }
            assertThat(store().revisions(id, seq)).isEmpty();
        }
    }

    @Test
    default void anEditMovesNoConversationAndNoMarkerAndMakesNothingUnread() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        send(user("carol"), bob, "newer");
        markRead(bob, message.conversation(), 1);
        Conversation before = conversation(bob, alice);
        Message edited = edit(message, "new");
        assertThat(conversation(bob, alice))
                .isEqualTo(new Conversation(
                        before.id(), alice, "", edited, 0, before.markers(), before.peerMarkers(), before.settings()));
        assertThat(store().conversations(bob, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"), alice);
        assertThat(acknowledge(alice, head(alice)).deliveries()).isEmpty();
    }

    @Test
    default void aRepeatedSendOfAnEditedMessageIsADuplicateOfWhatItSaysNow() {
        UserId alice = user("alice");
        Write.Send send = sending(alice, user("bob"), "hello");
        Message edited = edit(stored(write(send)), "new");
        for (String text : List.of("hello", "new", "something else")) {
            assertThat(write(sending(alice, send.conversation(), send.clientMessageId(), Content.text(text))))
                    .isEqualTo(new Duplicate(edited));
        }
        assertThat(head(alice)).isEqualTo(2);
    }

    @Test
    default void oneBatchCanSendEditReactToHideAndRecallTheSameMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ConversationId id = send(alice, bob, "first").conversation();
        Message message = new Message(id, 2, alice, AT, new ClientMessageId("second"), Content.text("second"));
        Write.Send send = sending(alice, with(bob), message.clientMessageId(), message.content());
        List<Outcome> outcomes = writeAll(List.of(
                send,
                editing(alice, message, 0, "edited", EVER),
                editing(alice, message, 0, "stale", EVER),
                reacting(bob, message, "+"),
                send,
                hiding(bob, message),
                recalling(alice, message),
                editing(alice, message, "too late"),
                reacting(bob, message, "-"),
                send,
                recalling(alice, message)));
        Message edited = message.saying(Content.text("edited"), 1, LATER);
        Message recalled = message.saying(null, 1, LATER);
        assertThat(stored(outcomes.get(0))).isEqualTo(message);
        assertThat(edited(outcomes.get(1))).isEqualTo(edited);
        assertThat(outcomes.get(2)).isEqualTo(new Conflict());
        assertThat(outcomes.get(3).deliveries()).hasSize(2);
        assertThat(outcomes.get(4)).isEqualTo(new Duplicate(edited));
        assertThat(outcomes.get(5).deliveries()).hasSize(1);
        assertThat(outcomes.get(6).deliveries()).hasSize(2);
        assertThat(outcomes.get(7)).isEqualTo(refused(Reason.NO_SUCH_MESSAGE));
        assertThat(outcomes.get(8)).isEqualTo(refused(Reason.NO_SUCH_MESSAGE));
        assertThat(outcomes.get(9)).isEqualTo(new Duplicate(recalled));
        assertThat(outcomes.get(10)).isEqualTo(new Outcome.Changed(List.of()));
        assertThat(List.of(head(alice), head(bob))).containsExactly(5L, 6L);
        assertThat(history(alice, id)).last().isEqualTo(recalled);
        assertThat(history(bob, id)).hasSize(1);
        assertThat(events(alice, 1)).first().isEqualTo(new MessageEvent(2, recalled));
    }

    @Test
    default void manyEditsInOneBatchAreAppliedOneAfterTheOther() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "0");
        List<Write> batch = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            batch.add(editing(alice, message, i - 1, "" + i, EVER));
        }
        List<Outcome> outcomes = writeAll(batch);
        for (int i = 1; i <= 9; i++) {
            Message edited = message.saying(Content.text("" + i), i, LATER);
            assertThat(edited(outcomes.get(i - 1))).isEqualTo(edited);
            assertThat(delivered(outcomes.get(i - 1), bob)).containsExactly(new EditedEvent(i + 1, edited));
        }
        assertThat(conversation(bob, alice).last().revision()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 13, 14, 15, 16})
    default void charactersOfEveryPlaneAreKeptInEdits(int plane) {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        String text = Names.ofPlane(plane);
        Message edited =
                edited(write(new Write.Edit(alice, message.conversation(), 1, text, text, null, LATER, EVER, true)));
        assertThat(edited.content()).isEqualTo(new Content(text, text, null));
        assertThat(history(alice, message.conversation())).containsExactly(edited);
        Message again = edit(message, "again");
        assertThat(history(alice, message.conversation())).containsExactly(again);
    }

    @Test
    default void anEditToATextThatLooksAlikeIsAnEdit() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "text");
        List<String> texts = new ArrayList<>(Names.lookAlikes("hello"));
        texts.addAll(List.of("", " ", "\n", "x".repeat(64 * 1024), "x".repeat(64 * 1024 - 1) + "y"));
        List<Write> batch = new ArrayList<>();
        texts.forEach(text -> batch.add(editing(alice, message, text)));
        List<Outcome> outcomes = writeAll(batch);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(edited(outcomes.get(i))).isEqualTo(message.saying(Content.text(texts.get(i)), i + 1, LATER));
        }
        for (String text : texts) {
            Message edited = edit(message, text);
            assertThat(history(bob, message.conversation())).containsExactly(edited);
        }
    }

    @Test
    default void anEditTouchesNoOtherMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        Message elsewhere = send(alice, with(bob, "order"), "message 2");
        Message edited = edit(sent.get(1), "new");
        assertThat(history(bob, sent.get(0).conversation())).containsExactly(sent.get(0), edited, sent.get(2));
        assertThat(history(bob, elsewhere.conversation())).containsExactly(elsewhere);
    }
}
