package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an answer shows of the message that it answers. */
interface QuoteContract extends MessageChanges {

    default Write.Send answering(UserId from, UserId to, long seq) {
        return sending(from, with(to), newClientId(), new Content("answer", null, seq));
    }

    /** The quote, wherever the last message of the two is read. */
    default Quote quoted(UserId one, UserId other) {
        Message last = conversation(one, other).last();
        for (UserId member : List.of(one, other)) {
            assertThat(conversation(member, member.equals(one) ? other : one).last())
                    .isEqualTo(last);
            assertThat(history(member, last.conversation())).last().isEqualTo(last);
            assertThat(events(member, 0))
                    .anySatisfy(event -> assertThat(event).isEqualTo(new MessageEvent(event.offset(), last)));
        }
        return last.quote();
    }

    @Test
    default void anAnswerShowsTheBeginningOfWhatItAnswersEverywhere() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        Write.Send send = answering(bob, alice, 1);
        Outcome outcome = write(send);
        Message answer = stored(outcome);
        assertThat(answer.quote()).isEqualTo(new Quote(alice, "question", false));
        for (UserId member : List.of(alice, bob)) {
            assertThat(delivered(outcome, member)).containsExactly(new MessageEvent(2, answer));
            assertThat(events(member, 1)).containsExactly(new MessageEvent(2, answer));
        }
        assertThat(quoted(alice, bob)).isEqualTo(answer.quote());
        assertThat(write(send)).isEqualTo(new Duplicate(answer));
        Message edited = edit(answer, "another answer");
        assertThat(edited.quote()).isEqualTo(answer.quote());
        assertThat(events(alice, 2)).containsExactly(new EditedEvent(3, edited));
        assertThat(housekeeping().oldest(answer.conversation(), 2)).last().isEqualTo(edited);
    }

    @Test
    default void aMessageThatAnswersNoneHasNoQuote() {
        UserId alice = user("alice");
        send(alice, user("bob"), "hello");
        assertThat(quoted(alice, user("bob"))).isNull();
    }

    @Test
    default void oneBatchCanAskAndAnswer() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Outcome> outcomes =
                writeAll(List.of(sending(alice, bob, "question"), answering(bob, alice, 1), answering(alice, bob, 2)));
        assertThat(stored(outcomes.get(1)).quote()).isEqualTo(new Quote(alice, "question", false));
        assertThat(stored(outcomes.get(2)).quote()).isEqualTo(new Quote(bob, "answer", false));
        assertThat(history(alice, stored(outcomes.get(0)).conversation()))
                .isEqualTo(outcomes.stream().map(this::stored).toList());
    }

    @Test
    default void whatIsQuotedIsShownAsItStandsNow() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        write(answering(bob, alice, 1));
        edit(question, "edited");
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, "edited", false));
        assertThat(stored(write(answering(bob, alice, 1))).quote()).isEqualTo(new Quote(alice, "edited", false));
        recall(question);
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, null, true));
        assertThat(stored(write(answering(bob, alice, 1))).quote()).isEqualTo(new Quote(alice, null, true));
        assertThat(history(bob, question.conversation()))
                .extracting(Message::quote)
                .containsExactly(
                        null, new Quote(alice, null, true), new Quote(alice, null, true), new Quote(alice, null, true));
    }

    @Test
    default void aReplayedEditOfAnAnswerQuotesWhatStandsNow() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        Message answer = edit(stored(write(answering(bob, alice, 1))), "edited answer");
        edit(question, "edited question");
        Message now = answer.quoting(new Quote(alice, "edited question", false));
        for (UserId member : List.of(alice, bob)) {
            assertThat(events(member, 1)).startsWith(new MessageEvent(2, now), new EditedEvent(3, now));
        }
    }

    @Test
    default void oneBatchCanAnswerAndThenEditOrRecallTheQuestion() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        List<Outcome> outcomes = writeAll(List.of(
                answering(bob, alice, 1),
                editing(alice, question, "edited"),
                answering(bob, alice, 1),
                recalling(alice, question),
                answering(bob, alice, 1)));
        assertThat(stored(outcomes.get(0)).quote()).isEqualTo(new Quote(alice, "question", false));
        assertThat(stored(outcomes.get(2)).quote()).isEqualTo(new Quote(alice, "edited", false));
        assertThat(stored(outcomes.get(4)).quote()).isEqualTo(new Quote(alice, null, true));
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, null, true));
    }

    @Test
    default void oneBatchCanChangeTheQuestionAndThenRepeatOrEditItsAnswer() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        Write.Send send = answering(bob, alice, 1);
        Message answer = stored(write(send));
        List<Outcome> outcomes = writeAll(List.of(
                editing(alice, question, "edited"),
                send,
                editing(bob, answer, "answer"),
                recalling(alice, question),
                editing(bob, answer, "another answer")));
        Message now = answer.quoting(new Quote(alice, "edited", false));
        assertThat(outcomes.get(1)).isEqualTo(new Duplicate(now));
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Edited(now, List.of()));
        assertThat(((Outcome.Edited) outcomes.get(4)).message().quote()).isEqualTo(new Quote(alice, null, true));
    }

    @Test
    default void aMessageWithoutTextIsQuotedWithoutText() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message data = stored(write(sending(alice, with(bob), newClientId(), new Content(null, "data", null))));
        write(answering(bob, alice, 1));
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, null, false));
        edit(data, "");
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, "", false));
    }

    @Test
    default void aLongTextIsQuotedToTwoHundredCharactersWithoutCuttingOneInTwo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        String face = "\uD83D\uDE00";
        int max = Quote.MAX_CHARS;
        List<String> texts = List.of(
                "x".repeat(max - 1),
                "x".repeat(max),
                "x".repeat(max + 1),
                "x".repeat(max - 2) + face,
                "x".repeat(max - 1) + face,
                "x".repeat(max) + face,
                "\u4E2D".repeat(max + 50),
                face.repeat(max / 2),
                face.repeat(max / 2 + 1),
                "x" + face.repeat(max / 2),
                "e\u0301".repeat(max),
                "y".repeat(64 * 1024));
        List<String> quotes = List.of(
                texts.get(0),
                texts.get(1),
                "x".repeat(max),
                texts.get(3),
                "x".repeat(max - 1),
                "x".repeat(max),
                "\u4E2D".repeat(max),
                texts.get(7),
                face.repeat(max / 2),
                "x" + face.repeat(max / 2 - 1),
                "e\u0301".repeat(max / 2),
                "y".repeat(max));
        for (int i = 0; i < texts.size(); i++) {
            UserId author = user("author" + i);
            send(author, bob, texts.get(i));
            Message answer = stored(write(answering(bob, author, 1)));
            assertThat(answer.quote()).as("text %d", i).isEqualTo(new Quote(author, quotes.get(i), false));
            assertThat(quoted(author, bob)).as("text %d", i).isEqualTo(answer.quote());
        }
        Message question = send(alice, bob, "short");
        write(answering(bob, alice, 1));
        for (int i = 0; i < texts.size(); i++) {
            edit(question, texts.get(i));
            assertThat(conversation(bob, alice).last().quote()).isEqualTo(new Quote(alice, quotes.get(i), false));
        }
    }

    @Test
    default void manyAnswersOfOnePageEachQuoteTheirOwn() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> questions = sendMany(alice, bob, 30);
        List<Write> batch = new ArrayList<>();
        for (int i = 30; i >= 1; i--) {
            batch.add(answering(bob, alice, i));
        }
        List<Message> answers = writeAll(batch).stream().map(this::stored).toList();
        assertThat(answers)
                .extracting(answer -> answer.quote().text())
                .isEqualTo(answers.stream()
                        .map(answer -> "message " + answer.content().replyTo())
                        .toList());
        List<Message> all = new ArrayList<>(questions);
        all.addAll(answers);
        assertThat(history(alice, questions.get(0).conversation())).isEqualTo(all);
        assertThat(events(bob, 0))
                .extracting(event -> ((MessageEvent) event).message())
                .isEqualTo(all);
    }

    @Test
    default void theMessageOfThatNumberInAnotherConversationIsNotQuoted() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, with(bob, "order"), "elsewhere");
        send(alice, user("carol"), "secret");
        send(alice, bob, "here");
        write(answering(bob, alice, 1));
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, "here", false));
    }

    @Test
    default void aRecalledAnswerQuotesNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        recall(stored(write(answering(bob, alice, 1))));
        assertThat(quoted(alice, bob)).isNull();
    }

    @Test
    default void anAnswerStillQuotesWhatItsReaderHasHidden() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        Message answer = stored(write(answering(bob, alice, 1)));
        hide(bob, question);
        assertThat(history(bob, question.conversation())).containsExactly(answer);
        assertThat(quoted(alice, bob)).isEqualTo(new Quote(alice, "question", false));
    }

    @Test
    default void aHiddenAnswerThatIsTheLastMessageQuotesNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        Message answer = stored(write(answering(bob, alice, 1)));
        hide(alice, answer);
        assertThat(conversation(alice, bob).last()).isEqualTo(answer.hidden());
        assertThat(answer.hidden().quote()).isNull();
    }

    @Test
    default void aPurgedMessageIsQuotedNoMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        Write.Send send = answering(bob, alice, 1);
        write(send);
        housekeeping().purge(question.conversation(), 1);
        assertThat(quoted(alice, bob)).isNull();
        assertThat(conversation(alice, bob).last().content()).isEqualTo(send.content());
        assertThat(write(send)).isEqualTo(new Duplicate(conversation(alice, bob).last()));
        assertThat(stored(write(answering(alice, bob, 1))).quote()).isNull();
        assertThat(edit(conversation(alice, bob).last(), "edited").quote()).isNull();
    }
}
