package chat.duologue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void aRefusalIsMadeFitToBeSentWhateverItSays() {
        assertThat(new Verdict.Refuse("a\nb\u0000c\u007fd\u0085").message()).isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffd");
        assertThat(new Verdict.Refuse("half \ud83d of a pair").message()).isEqualTo("half \ufffd of a pair");
        assertThat(new Verdict.Refuse("\ud83d\ude00".repeat(600)).message()).isEqualTo("\ud83d\ude00".repeat(500));
    }

    @Test
    void markupAndDirectionsInARefusalStay() {
        String message = "<b>no</b> & \u202eon\u202c \u05d0 'x' \"y\"";
        assertThat(new Verdict.Refuse(message).message()).isEqualTo(message);
    }

    @Test
    void aChangeTellsLengthsOnly() {
        assertThat(new Verdict.Change("secret", null)).hasToString("Change[text 6, data none]");
    }
}
