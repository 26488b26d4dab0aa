package chat.duologue.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ClientKeyTest {
    private static ClientKey key(String id) {
        return ClientKey.of(new ClientMessageId(id));
    }

    @Property
    void aUuidIsItsOwnKey(@ForAll long high, @ForAll long low) {
        UUID uuid = new UUID(high, low & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
        ClientKey key = key(uuid.toString());
        assertThat(key.isHash()).isFalse();
        assertThat(ClientKey.of(key.bytes())).isEqualTo(key);
        assertThat(key.id(null)).hasToString(uuid.toString());
    }

    @Property
    void anythingElseIsKeptBesideAKeyThatNoUuidHas(@ForAll long high, @ForAll long low) {
        UUID uuid = new UUID(high, low);
        for (String id :
                new String[] {uuid.toString().toUpperCase(Locale.ROOT) + "X", "{" + uuid + "}", high + "." + low}) {
            ClientKey key = key(id);
            assertThat(key.isHash()).isTrue();
            assertThat(key.bytes()[8] & 0xC0).isEqualTo(0xC0);
            assertThat(key.id(id)).hasToString(id);
        }
    }

    @Example
    void aUuidWrittenInAnotherWayIsAnotherId() {
        String canonical = "01920000-0000-7000-8000-0000000000ab";
        assertThat(key(canonical).isHash()).isFalse();
        for (String other : new String[] {
            canonical.toUpperCase(Locale.ROOT),
            canonical.replace("-", ""),
            canonical.replace('-', '_'),
            "1920000-0000-7000-8000-0000000000abc",
            "01920000-0000-7000-c000-0000000000ab",
            "01920000-0000-7000-0000-0000000000ab"
        }) {
            assertThat(key(other).isHash()).as(other).isTrue();
            assertThat(key(other)).isNotEqualTo(key(canonical));
        }
    }
}
