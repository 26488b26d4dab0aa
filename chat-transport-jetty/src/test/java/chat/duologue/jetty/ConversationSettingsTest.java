package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.store.memory.InMemoryChatStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Muted, pinned, archived: over sockets. */
class ConversationSettingsTest {
    private ChatFixture chat = ChatFixture.start();
    private FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        chat.close();
    }

    private JsonNode set(TestClient device, String name, Object value) {
        Map<String, Object> fields = new HashMap<>();
        fields.put(name, value);
        return devices.ask(device, "settings", fields);
    }

    private void assertShown(TestClient device, String settings) {
        JsonNode row = devices.shown(device);
        devices.json("{" + settings + "}")
                .properties()
                .forEach(field -> assertThat(row.get(field.getKey())).isEqualTo(field.getValue()));
        assertThat(row.has("mutedUntil")).isEqualTo(settings.contains("mutedUntil"));
    }

    private int listed(TestClient device, String filter) {
        return device.request("conversations", Map.of("filter", filter))
                .get("conversations")
                .size();
    }

    @Test
    void onlyTheUsersOwnDevicesSeeThem() {
        assertShown(devices.bob, "'pinned':false,'archived':false");
        devices.assertOk(set(devices.bob, "pinned", true), "'pinned':true,'archived':false");
        devices.bobsGet("'offset':2,'kind':'settings','conversation':'CONV','pinned':true,'archived':false");
        String until = "'mutedUntil':'2040-06-01T10:30:00.123Z',";
        devices.assertOk(
                set(devices.bobsOther, "mutedUntil", "2040-06-01T12:30:00.123999+02:00"),
                until + "'pinned':true,'archived':false");
        devices.bobsGet(
                "'offset':3,'kind':'settings','conversation':'CONV'," + until + "'pinned':true,'archived':false");
        assertShown(devices.bob, until + "'pinned':true,'archived':false");
        assertShown(devices.alice, "'pinned':false,'archived':false");
        devices.assertSilence();
    }

    @Test
    void nullEndsTheSilenceAndWhatIsAbsentStays() {
        set(devices.bob, "mutedUntil", "9999-12-31T23:59:59.999Z");
        set(devices.bob, "pinned", true);
        devices.assertOk(set(devices.bob, "mutedUntil", null), "'pinned':true,'archived':false");
        Map<String, Object> none = new HashMap<>();
        none.put("pinned", null);
        none.put("archived", true);
        devices.assertOk(devices.ask(devices.bob, "settings", none), "'pinned':true,'archived':true");
    }

    @Test
    void whatIsSoAlreadyIsOkAndNobodyIsTold() {
        devices.assertOk(set(devices.bob, "pinned", false), "'pinned':false,'archived':false");
        devices.assertOk(set(devices.bob, "mutedUntil", null), "'pinned':false,'archived':false");
        devices.assertSilence();
    }

    @Test
    void theArchivedOnesCanBeListedAndAMessageTakesTheirConversationOutForBoth() {
        set(devices.alice, "archived", true);
        set(devices.bob, "archived", true);
        devices.skip(1);
        assertThat(listed(devices.bob, "archived")).isEqualTo(1);
        assertThat(listed(devices.bob, "all")).isEqualTo(1);
        assertThat(listed(devices.bob, "unread")).isEqualTo(1);

        devices.bob.say("alice", "are you there?");
        for (TestClient device : devices.all()) {
            JsonNode message = device.event();
            assertThat(message.get("kind").stringValue()).isEqualTo("message");
            assertThat(message.get("offset").longValue()).isEqualTo(3);
        }
        devices.allGet("'offset':4,'kind':'settings','conversation':'CONV','pinned':false,'archived':false");
        assertThat(listed(devices.bob, "archived")).isZero();
        assertThat(listed(devices.alice, "archived")).isZero();
        devices.assertSilence();
    }

    @Test
    void aRepeatedSendLeavesTheArchiveAlone() {
        set(devices.bob, "archived", true);
        assertThat(devices.alice.say("bob", "hello", "m-1").has("duplicate")).isTrue();
        assertThat(listed(devices.bob, "archived")).isEqualTo(1);
    }

    @Test
    void whereTheHostWantsItSoAMessageLeavesTheArchiveAlone() {
        chat.close();
        chat = ChatFixture.start(
                new InMemoryChatStore(),
                ChatServerOptions.builder().unarchiveOnMessage(false).build());
        devices = new FourDevices(chat, "hello");
        set(devices.bob, "archived", true);
        devices.bobsGet("'offset':2,'kind':'settings','conversation':'CONV','pinned':false,'archived':true");
        devices.assertSilence();
        assertThat(listed(devices.bob, "archived")).isEqualTo(1);
    }

    @Test
    void aPageOfTheArchiveGoesOnWhereTheLastOneEnded() {
        for (int i = 1; i <= 5; i++) {
            String one =
                    devices.bob.say("peer-" + i, "hello").get("conversation").stringValue();
            Map<String, ?> archived = Map.of("conversation", one, "archived", i != 3);
            assertThat(code(devices.bob.request("settings", archived))).isEqualTo("ok");
        }
        JsonNode first = devices.bob.request("conversations", Map.of("filter", "archived", "limit", 2));
        JsonNode second = devices.bob.request(
                "conversations",
                Map.of(
                        "filter",
                        "archived",
                        "limit",
                        2,
                        "cursor",
                        first.get("cursor").stringValue()));
        assertThat(first.get("conversations").findValuesAsString("peer")).containsExactly("peer-5", "peer-4");
        assertThat(second.get("conversations").findValuesAsString("peer")).containsExactly("peer-2", "peer-1");
    }
}
