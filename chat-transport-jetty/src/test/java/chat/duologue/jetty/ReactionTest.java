package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChangeRules;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Reactions over sockets. */
class ReactionTest {
    private volatile ChangeRules rules = ChangeRules.DEFAULTS;
    private final ChatFixture chat = ChatFixture.start(builder -> builder.changes((by, peer, context) -> rules));
    private final FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        chat.close();
    }

    private JsonNode takeBack(TestClient device, String reaction) {
        return devices.ask(device, "react", Map.of("seq", 1, "reaction", reaction, "remove", true));
    }

    private String reactions(TestClient device) {
        return devices.history(device).get(0).path("reactions").toString().replace('"', '\'');
    }

    @Test
    void everyDeviceOfBothSeesThemComeAndGo() {
        devices.assertOk(devices.react(devices.bob, 1, "👍🏿"), "");
        devices.allGet("'offset':2,'kind':'reaction','conversation':'CONV','seq':1,'by':'bob','reaction':'👍🏿'");
        devices.assertOk(devices.react(devices.alice, 1, "👍🏿"), "");
        devices.allGet("'offset':3,'kind':'reaction','conversation':'CONV','seq':1,'by':'alice','reaction':'👍🏿'");
        devices.assertOk(devices.react(devices.alice, 1, "so true"), "");
        devices.skip(1);
        for (TestClient device : devices.all()) {
            assertThat(reactions(device))
                    .isEqualTo("[{'reaction':'👍🏿','by':['bob','alice']},{'reaction':'so true','by':['alice']}]");
        }
        devices.assertOk(takeBack(devices.bobsOther, "👍🏿"), "");
        devices.allGet("'offset':5,'kind':'reaction','conversation':'CONV','seq':1,'by':'bob','reaction':'👍🏿',"
                + "'removed':true");
        takeBack(devices.alice, "👍🏿");
        takeBack(devices.alice, "so true");
        devices.skip(2);
        assertThat(devices.history(devices.bob).get(0).has("reactions")).isFalse();
    }

    @Test
    void whatIsSoAlreadyIsOkAndNobodyIsTold() {
        devices.assertOk(takeBack(devices.bob, "+"), "");
        devices.react(devices.bob, 1, "+");
        devices.skip(1);
        devices.assertOk(devices.react(devices.bobsOther, 1, "+"), "");
        devices.assertSilence();
    }

    @Test
    void moreThanTheRulesAllowAreRefused() {
        rules = ChangeRules.DEFAULTS.withMaxReactions(2);
        devices.react(devices.bob, 1, "1");
        devices.react(devices.bob, 1, "2");
        devices.skip(2);
        devices.assertRefused(devices.react(devices.bob, 1, "3"), "forbidden", "no more reactions to this message");
        assertThat(code(devices.react(devices.alice, 1, "3")))
                .as("each has their own")
                .isEqualTo("ok");
        takeBack(devices.bob, "1");
        assertThat(code(devices.react(devices.bob, 1, "3"))).isEqualTo("ok");
        assertThat(reactions(devices.alice)).doesNotContain("'1'");
    }

    @Test
    void ofOneTheNewTakesThePlaceOfTheOld() {
        rules = ChangeRules.DEFAULTS.withMaxReactions(1);
        devices.react(devices.bob, 1, "+");
        devices.skip(1);
        devices.assertOk(devices.react(devices.bob, 1, "-"), "");
        String event = "'kind':'reaction','conversation':'CONV','seq':1,'by':'bob',";
        devices.allGet("'offset':3," + event + "'reaction':'+','removed':true");
        devices.allGet("'offset':4," + event + "'reaction':'-'");
        assertThat(reactions(devices.alice)).isEqualTo("[{'reaction':'-','by':['bob']}]");
    }

    @Test
    void aMemberCanHaveHad64DifferentOnesToAMessage() {
        for (int i = 1; i <= 64; i++) {
            assertThat(code(devices.react(devices.bob, 1, "r" + i))).isEqualTo("ok");
            assertThat(code(takeBack(devices.bob, "r" + i))).isEqualTo("ok");
        }
        devices.assertRefused(devices.react(devices.bob, 1, "r65"), "forbidden", "no more reactions to this message");
        assertThat(code(devices.react(devices.bob, 1, "r7"))).isEqualTo("ok");
        assertThat(reactions(devices.alice)).isEqualTo("[{'reaction':'r7','by':['bob']}]");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        devices.assertRefused(devices.react(devices.bob, 2, "+"), "not_found", "no such message");
        devices.assertSilence();
    }
}
