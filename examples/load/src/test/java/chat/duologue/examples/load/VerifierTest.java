package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.examples.load.Verifier.Viewer;
import chat.duologue.examples.load.Violations.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final int CAPACITY = 8;

    private final Violations violations = new Violations();
    private final Verifier verifier = new Verifier("ann", "bob", true, CAPACITY, violations);

    @Test
    void aRunWithoutFaultsIsClean() {
        for (int number = 1; number <= 100; number++) {
            send();
            arriveAtBoth(number);
            verifier.acknowledge(number, number);
        }
        verifier.finish(true, true);

        assertThat(violations.lines()).isEmpty();
        assertThat(verifier.acknowledged()).isEqualTo(100);
        assertThat(verifier.isSettled()).isTrue();
    }

    @Test
    void aLostMessageIsFoundAtTheEnd() {
        acknowledged(3);
        arriveAtBoth(1);
        verifier.arrive(Viewer.SENDER, 2, 2);
        arriveAtBoth(3);
        assertThat(verifier.isSettled()).isFalse();

        verifier.finish(true, true);

        assertThat(violations.lines())
                .containsExactly("1 x acknowledged, but never arrived at the receiver; e.g. message 2 from ann to bob");
    }

    @Test
    void aMessageLostInTheSendersOwnStreamIsFound() {
        acknowledged(2);
        verifier.arrive(Viewer.RECEIVER, 1, 1);
        arriveAtBoth(2);

        verifier.finish(true, true);

        assertThat(violations.count(Kind.LOST_OWN)).isEqualTo(1);
        assertThat(violations.lines()).hasSize(1);
    }

    @Test
    void aMessageLostLongAgoIsGivenUpToMakeRoom() {
        for (int number = 1; number <= 3 * CAPACITY; number++) {
            send();
            verifier.acknowledge(number, number);
            if (number != 2) {
                arriveAtBoth(number);
            }
        }

        assertThat(violations.count(Kind.LOST)).isEqualTo(1);
        assertThat(violations.count(Kind.LOST_OWN)).isEqualTo(1);
    }

    @Test
    void aReceiverThatLagsMakesTheSenderWait() {
        acknowledged(CAPACITY);
        assertThat(verifier.hasRoom()).isFalse();

        arriveAtBoth(1);

        assertThat(verifier.hasRoom()).isTrue();
        assertThat(violations.isEmpty()).isTrue();
    }

    @Test
    void aDoubledMessageIsFoundBeforeAndAfterItIsSettled() {
        send();
        verifier.arrive(Viewer.RECEIVER, 1, 1);
        verifier.arrive(Viewer.RECEIVER, 1, 1);
        verifier.acknowledge(1, 1);
        verifier.arrive(Viewer.SENDER, 1, 1);
        verifier.arrive(Viewer.SENDER, 1, 1);

        assertThat(violations.count(Kind.DOUBLED)).isEqualTo(2);
        assertThat(violations.lines()).hasSize(1);
    }

    @Test
    void swappedMessagesAreFoundAndAreNotLost() {
        acknowledged(2);
        verifier.arrive(Viewer.RECEIVER, 2, 2);
        verifier.arrive(Viewer.RECEIVER, 1, 1);
        verifier.arrive(Viewer.SENDER, 1, 1);
        verifier.arrive(Viewer.SENDER, 2, 2);
        verifier.finish(true, true);

        assertThat(violations.count(Kind.SWAPPED)).isEqualTo(1);
        assertThat(violations.lines()).hasSize(1);
    }

    @Test
    void aSeqThatDiffersFromTheAcknowledgedOneIsFound() {
        send();
        verifier.acknowledge(1, 7);
        verifier.arrive(Viewer.RECEIVER, 1, 8);

        assertThat(violations.count(Kind.SEQ_DIFFERS)).isEqualTo(1);
    }

    @Test
    void aRefusedMessageNeedNotArriveButMustNotHave() {
        send();
        send();
        verifier.refuse(1, true);
        verifier.arrive(Viewer.RECEIVER, 2, 1);
        verifier.refuse(2, true);
        verifier.finish(true, true);

        assertThat(violations.count(Kind.REFUSED_YET_DELIVERED)).isEqualTo(1);
        assertThat(violations.lines()).hasSize(1);
    }

    @Test
    void answersOutOfTurnOrToNothingAreFound() {
        send();
        send();
        verifier.acknowledge(2, 2);
        verifier.acknowledge(1, 1);
        verifier.acknowledge(1, 1);
        assertThat(verifier.acknowledge(99, 1)).isFalse();

        assertThat(violations.count(Kind.ANSWERED_OUT_OF_TURN)).isEqualTo(3);
    }

    @Test
    void aMessageThatNobodySentIsFound() {
        verifier.arrive(Viewer.RECEIVER, 1, 1);

        assertThat(violations.count(Kind.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void whatALostConnectionDidNotSeeIsNotLost() {
        acknowledged(2);
        verifier.arrive(Viewer.SENDER, 1, 1);
        verifier.arrive(Viewer.SENDER, 2, 2);
        verifier.finish(false, true);

        assertThat(violations.isEmpty()).isTrue();
        assertThat(verifier.unseen()).isEqualTo(2);
    }

    @Test
    void aGapInSeqIsFound() {
        StreamCheck stream = new StreamCheck("bob", violations);
        stream.message(5, 1);
        stream.message(5, 2);
        stream.message(5, 4);

        assertThat(violations.lines()).containsExactly("1 x seq did not rise by one; e.g. 4 after 2 at bob");
    }

    @Test
    void anOffsetThatGoesBackOrStandsIsFound() {
        StreamCheck stream = new StreamCheck("bob", violations);
        for (long offset : List.of(3L, 4L, 4L, 7L, 6L)) {
            stream.event(offset);
        }

        assertThat(violations.count(Kind.OFFSET_BACK)).isEqualTo(2);
    }

    @Test
    void aMessageOfAnotherConversationIsFound() {
        StreamCheck stream = new StreamCheck("bob", violations);
        stream.message(5, 1);
        stream.message(6, 1);

        assertThat(violations.count(Kind.FOREIGN)).isEqualTo(1);
    }

    private void send() {
        assertThat(verifier.hasRoom()).isTrue();
        verifier.send();
    }

    private void acknowledged(int count) {
        for (int i = 0; i < count; i++) {
            send();
            verifier.acknowledge(i + 1, i + 1);
        }
    }

    private void arriveAtBoth(long number) {
        verifier.arrive(Viewer.RECEIVER, number, number);
        verifier.arrive(Viewer.SENDER, number, number);
    }
}
