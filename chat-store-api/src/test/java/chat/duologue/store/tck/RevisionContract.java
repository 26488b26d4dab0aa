package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of what a message said before. */
interface RevisionContract extends MessageChanges {

    default Write.Edit keeping(Message message, String text, int secondsLater) {
        return new Write.Edit(
                message.from(),
                message.conversation(),
                message.seq(),
                text,
                null,
                null,
                LATER.plusSeconds(secondsLater),
                EVER,
                true);
    }

    default List<Message> revisions(Message message) {
        return store().revisions(message.conversation(), message.seq());
    }

    @Test
    default void whatAMessageSaidBeforeIsKeptOldestFirst() {
        UserId alice = user("alice");
        Message original = send(alice, user("bob"), "original");
        assertThat(revisions(original)).isEmpty();
        Message first = edited(write(keeping(original, "first", 1)));
        Message second = edited(write(keeping(original, "second", 2)));
        edited(write(keeping(original, "third", 3)));
        assertThat(revisions(original)).containsExactly(original, first, second);
        assertThat(List.of(first.revision(), second.revision())).containsExactly(1, 2);
        assertThat(first.changedAt()).isEqualTo(LATER.plusSeconds(1));
    }

    @Test
    default void onlyWhatIsToBeKeptIs() {
        UserId alice = user("alice");
        Message original = send(alice, user("bob"), "original");
        Message first = edit(original, "first");
        assertThat(revisions(original)).isEmpty();
        edited(write(keeping(original, "second", 2)));
        edit(original, "third");
        Message fourth = edit(original, "fourth");
        edited(write(keeping(original, "fifth", 5)));
        assertThat(revisions(original)).containsExactly(first, fourth);
    }

    @Test
    default void aRefusedEditKeepsNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "original");
        ConversationId id = message.conversation();
        assertRefused(Reason.NOT_THE_AUTHOR, new Write.Edit(bob, id, 1, "no", null, null, LATER, EVER, true));
        assertRefused(Reason.TOO_LATE, new Write.Edit(alice, id, 1, "no", null, null, LATER, TOO_LATE, true));
        assertThat(write(new Write.Edit(alice, id, 1, "no", null, 7, LATER, EVER, true)))
                .isEqualTo(new Conflict());
        write(keeping(message, "original", 1));
        assertThat(revisions(message)).isEmpty();
    }

    @Test
    default void aRevisionKeepsTextDataAndWhatItAnswersButNoQuote() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, alice, "question");
        Message answer = stored(write(sending(alice, with(bob), newClientId(), new Content("text", "data", 1L))));
        edited(write(keeping(answer, "new", 1)));
        assertThat(revisions(answer)).containsExactly(answer.quoting(null));
    }

    @Test
    default void oneBatchCanEditManyTimes() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "0");
        List<Write> batch = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            batch.add(keeping(message, "" + i, i));
        }
        writeAll(batch);
        assertThat(revisions(message))
                .extracting(revision -> revision.content().text())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    default void revisionsAreKeptCharacterForCharacter() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "first");
        List<String> texts = new ArrayList<>(Names.lookAlikes("hello"));
        texts.add("x".repeat(64 * 1024));
        texts.add("");
        List<Write> batch = new ArrayList<>();
        texts.forEach(text -> batch.add(keeping(message, text, 1)));
        batch.add(keeping(message, "last", 1));
        writeAll(batch);
        assertThat(revisions(message).subList(1, texts.size() + 1))
                .extracting(revision -> revision.content().text())
                .isEqualTo(texts);
    }

    @Test
    default void aRecallRemovesEveryRevision() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "original");
        Message other = send(alice, bob, "other");
        write(keeping(message, "edited", 1));
        write(keeping(other, "edited", 1));
        recall(message);
        assertThat(revisions(message)).isEmpty();
        assertThat(revisions(other)).containsExactly(other);
    }

    @Test
    default void oneBatchCanEditAndRecall() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "original");
        writeAll(List.of(keeping(message, "edited", 1), recalling(alice, message), keeping(message, "no", 2)));
        assertThat(revisions(message)).isEmpty();
    }

    @Test
    default void revisionsAreOfOneMessage() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "original");
        send(alice, user("bob"), "other");
        Message elsewhere = send(alice, user("carol"), "elsewhere");
        write(keeping(message, "edited", 1));
        assertThat(store().revisions(message.conversation(), 2)).isEmpty();
        assertThat(revisions(elsewhere)).isEmpty();
        assertThat(store().revisions(new ConversationId(tag() + "none"), 1)).isEmpty();
    }

    @Test
    default void aPurgeRemovesTheRevisionsOfWhatItRemoves() {
        UserId alice = user("alice");
        List<Message> sent = sendMany(alice, user("bob"), 2);
        sent.forEach(message -> write(keeping(message, "edited", 1)));
        housekeeping().purge(sent.get(0).conversation(), 1);
        assertThat(revisions(sent.get(0))).isEmpty();
        assertThat(revisions(sent.get(1))).containsExactly(sent.get(1));
    }
}
