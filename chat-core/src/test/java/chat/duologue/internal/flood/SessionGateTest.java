package chat.duologue.internal.flood;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ErrorCode;
import chat.duologue.FloodControl;
import chat.duologue.FloodControl.Rate;
import chat.duologue.RequestException;
import chat.duologue.internal.engine.RefusalLog;
import chat.duologue.internal.protocol.Frame;
import chat.duologue.internal.protocol.Request;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ten frames at once, then ten a second; of these three messages, and one a second; closed after five refusals. */
class SessionGateTest {
    private static final Frame PING = new Frame.Asking(new Request.Ping("1"));
    private static final Frame SEND = new Frame.Asking(new Request.Send(
            "1",
            new ConversationRef.WithPeer(new UserId("bob")),
            new ClientMessageId("m"),
            new Content("hello", null, null)));
    private static final long HEAD = 1_000_000;

    private final ManualTime time = new ManualTime();
    private final FloodGates gates = new FloodGates(
            FloodControl.builder()
                    .frames(new Rate(10, 10))
                    .sends(new Rate(3, 1))
                    .maxRefused(5)
                    .build(),
            new RefusalLog(),
            time);
    private final SessionGate alice = session("alice");

    private SessionGate session(String user) {
        SessionGate gate = gates.session("s");
        gate.login(new UserId(user), false, 0);
        return gate;
    }

    private static int passing(SessionGate gate, Frame frame, int tries) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            passed += gate.refusal(frame, HEAD) == null ? 1 : 0;
        }
        return passed;
    }

    @Test
    void aRefusalTellsWhenToComeAgain() {
        assertThat(passing(alice, SEND, 3)).isEqualTo(3);
        RequestException refusal = alice.refusal(SEND, HEAD);
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(alice.refusal(SEND, HEAD)).isNull();
    }

    @Test
    void allSessionsOfAUserShareTheirMessagesButNotTheirFrames() {
        SessionGate phone = session("alice");
        assertThat(passing(alice, SEND, 2)).isEqualTo(2);
        assertThat(passing(phone, SEND, 2)).isEqualTo(1);
        assertThat(passing(alice, PING, 9)).isEqualTo(8);
        assertThat(passing(phone, PING, 9)).isEqualTo(8);
        assertThat(passing(session("bob"), SEND, 4)).isEqualTo(3);
    }

    @Test
    void messagesThatAreRefusedInARowEndTheSessionWhateverPassesBetween() {
        passing(alice, SEND, 3);
        for (int i = 0; i < 5; i++) {
            assertThat(alice.isFlooded()).isFalse();
            assertThat(alice.refusal(SEND, HEAD)).isNotNull();
            assertThat(alice.refusal(PING, HEAD)).isNull();
            time.advance(Duration.ofMillis(200));
        }
        assertThat(alice.isFlooded()).isTrue();
    }

    @Test
    void aMessageThatIsTakenStartsTheCountAnew() {
        passing(alice, SEND, 3);
        for (int i = 0; i < 20; i++) {
            assertThat(passing(alice, SEND, 4)).isZero();
            assertThat(alice.isFlooded()).isFalse();
            time.advance(Duration.ofSeconds(30));
            assertThat(passing(alice, SEND, 3)).isEqualTo(3);
        }
    }

    @Test
    void anotherSessionOfTheUserIsNotEndedForWhatThisOneDid() {
        SessionGate phone = session("alice");
        passing(alice, SEND, 8);
        assertThat(alice.isFlooded()).isTrue();
        assertThat(passing(phone, SEND, 1)).isZero();
        assertThat(phone.isFlooded()).isFalse();
    }

    @Test
    void acknowledgementsOfWhatIsNewAreNeverRefused() {
        for (long offset = 1; offset <= 100_000; offset++) {
            assertThat(alice.refusal(new Frame.Ack(offset), HEAD)).isNull();
        }
        assertThat(passing(alice, PING, 20)).isEqualTo(10);
    }

    @Test
    void acknowledgementsOfNothingNewAreFramesAsAnyOther() {
        SessionGate resumed = gates.session("s");
        resumed.login(new UserId("alice"), false, 500);
        assertThat(passing(resumed, new Frame.Ack(500), 4)).isEqualTo(4);
        assertThat(passing(resumed, new Frame.Ack(HEAD + 1), 4)).isEqualTo(4);
        assertThat(passing(resumed, new Frame.Ack(HEAD), 4))
                .as("the first is news")
                .isEqualTo(3);
    }

    @Test
    void pingsAndPongsOfTheTransportCountToo() {
        for (int i = 0; i < 14; i++) {
            alice.alive();
        }
        assertThat(alice.isFlooded()).isFalse();
        alice.alive();
        assertThat(alice.isFlooded()).isTrue();
    }

    @Test
    void whoIsExemptIsNotLimited() {
        alice.renew(true);
        assertThat(passing(alice, SEND, 1_000)).isEqualTo(1_000);
        alice.renew(false);
        assertThat(passing(alice, SEND, 1_000)).isEqualTo(3);
    }

    @Test
    void beforeHelloFramesAreLimitedToo() {
        SessionGate unknown = gates.session("s");
        assertThat(passing(unknown, PING, 20)).isEqualTo(10);
        assertThat(unknown.isFlooded()).isTrue();
    }

    @Test
    void aFloodWritesOneLineThatNamesTheUserAndTheSession() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            passing(alice, SEND, 8);
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("user alice session s: rate limited")
                .doesNotContain("hello");
    }
}
