package chat.duologue.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemindersTest {
    private final Reminders reminders = new Reminders(System::nanoTime);

    @Test
    void toldOnceMoreToAllANoteIsStillToldThreeTimes() {
        Reminders.Reminder note = reminders.add(List.of("channel"), new Note.Erased(new UserId("bob")));
        assertThat(reminders.all()).containsExactly(note);
        assertThat(reminders.young()).containsExactly(note);
        assertThat(reminders.all()).containsExactly(note);
        assertThat(reminders.young()).containsExactly(note);
        assertThat(reminders.young()).isEmpty();
        assertThat(reminders.all()).containsExactly(note);
    }
}
