package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Editing over sockets. */
class EditTest {
    private static final String NOON = "'2030-01-01T00:00:00.000Z'";
    private final ManualClock clock = new ManualClock();
    private final ChatFixture chat = ChatFixture.start(builder -> builder.clock(clock)
            .options(ChatServerOptions.builder().maxTextBytes(100).build()));
    private final FourDevices devices = new FourDevices(chat, "helo");

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void everyDeviceOfBothSeesIt() {
        clock.advance(Duration.ofMinutes(1));
        String later = "'2030-01-01T00:01:00.000Z'";
        devices.assertOk(devices.edit(devices.alice, 1, "hello"), "'seq':1,'at':" + later + ",'revision':1");
        devices.allGet("'offset':2,'kind':'edited','conversation':'CONV','seq':1,'by':'alice','at':" + later
                + ",'revision':1,'text':'hello'");
        String message = "{'seq':1,'from':'alice','at':" + NOON
                + ",'clientMessageId':'m-1','text':'hello','revision':1," + "'editedAt':" + later + "}";
        for (TestClient device : devices.all()) {
            assertThat(devices.history(device)).isEqualTo(devices.json("[" + message + "]"));
            assertThat(devices.shown(device).get("last")).isEqualTo(devices.json(message));
        }
        assertThat(devices.shown(devices.bob).get("unread").longValue()).isEqualTo(1);
    }

    @Test
    void whatItLeavesOutStays() {
        devices.ask(
                devices.bob,
                "send",
                Map.of("clientMessageId", "m-2", "text", "yes", "data", Map.of("n", 1), "replyTo", 1));
        devices.skip(1);
        devices.assertOk(devices.edit(devices.bob, 2, "no"), "'seq':2,'at':" + NOON + ",'revision':1");
        String rest = "'replyTo':1,'quote':{'from':'alice','text':'helo'}";
        devices.allGet("'offset':3,'kind':'edited','conversation':'CONV','seq':2,'by':'bob','at':" + NOON
                + ",'revision':1,'text':'no','data':{'n':1}," + rest);
        devices.ask(devices.bob, "edit", Map.of("seq", 2, "data", Map.of("n", 2)));
        devices.allGet("'offset':4,'kind':'edited','conversation':'CONV','seq':2,'by':'bob','at':" + NOON
                + ",'revision':2,'text':'no','data':{'n':2}," + rest);
    }

    @Test
    void oneThatChangesNothingIsOkAlsoWhenItsTimeIsOver() {
        devices.edit(devices.alice, 1, "hello");
        devices.skip(1);
        clock.advance(Duration.ofDays(1));
        devices.assertOk(devices.edit(devices.alicesOther, 1, "hello"), "'seq':1,'at':" + NOON + ",'revision':1");
        devices.assertSilence();
    }

    @Test
    void itsTimeEndsAfterAQuarterOfAnHour() {
        clock.advance(Duration.ofMinutes(15));
        assertThat(code(devices.edit(devices.alice, 1, "in time"))).isEqualTo("ok");
        devices.skip(1);
        clock.advance(Duration.ofMillis(1));
        devices.assertRefused(devices.edit(devices.alice, 1, "too late"), "forbidden", "the time for that is over");
        assertThat(devices.history(devices.bob).get(0).get("text").stringValue())
                .isEqualTo("in time");
        devices.assertSilence();
    }

    @Test
    void aStaleRevisionIsAConflict() {
        JsonNode first = devices.ask(devices.alice, "edit", Map.of("seq", 1, "text", "hello", "revision", 0));
        assertThat(first.get("revision").intValue()).isEqualTo(1);
        for (int revision : new int[] {0, 2, Integer.MAX_VALUE}) {
            devices.assertRefused(
                    devices.ask(devices.alicesOther, "edit", Map.of("seq", 1, "text", "hi", "revision", revision)),
                    "conflict",
                    "the message was edited since");
        }
        assertThat(devices.ask(devices.alicesOther, "edit", Map.of("seq", 1, "text", "hi", "revision", 1))
                        .get("revision")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void onlyTheAuthorsOwnMessagesThatAreThereCanBeEdited() {
        devices.assertRefused(devices.edit(devices.bob, 1, "mine"), "forbidden", "not allowed");
        devices.assertRefused(devices.edit(devices.alice, 2, "which"), "not_found", "no such message");
        devices.assertRefused(devices.edit(devices.alice, Long.MAX_VALUE, "which"), "not_found", "no such message");
        devices.recall(devices.alice, 1);
        devices.skip(1);
        devices.assertRefused(devices.edit(devices.alice, 1, "again"), "not_found", "no such message");
        devices.assertSilence();
    }

    @Test
    void aTextOverTheLimitIsTooLarge() {
        JsonNode refused = devices.edit(devices.alice, 1, "x".repeat(101));
        assertThat(code(refused)).isEqualTo("too_large");
        assertThat(refused.get("message").stringValue()).contains("text").contains("100");
        assertThat(code(devices.edit(devices.alice, 1, "x".repeat(100)))).isEqualTo("ok");
    }

    @Test
    void theSameClientMessageIdIsADuplicateWhateverItSays() {
        devices.edit(devices.alice, 1, "hello");
        devices.skip(1);
        for (String text : new String[] {"helo", "hello", "something else"}) {
            JsonNode again = devices.alice.say("bob", text, "m-1");
            assertThat(again.get("seq").longValue()).isEqualTo(1);
            assertThat(again.get("duplicate").booleanValue()).isTrue();
        }
        assertThat(devices.history(devices.bob).get(0).get("text").stringValue())
                .isEqualTo("hello");
        devices.assertSilence();
    }
}
