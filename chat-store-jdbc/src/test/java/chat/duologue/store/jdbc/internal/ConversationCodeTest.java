package chat.duologue.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class ConversationCodeTest {
    @Property
    void everyNumberComesBack(@ForAll @LongRange(min = 0) long id) {
        ConversationId code = ConversationCode.encode(id);
        assertThat(code.value()).hasSize(15).startsWith("c_");
        assertThat(ConversationCode.decode(code)).hasValue(id);
    }

    @Property
    void whatIsReadIsWrittenTheSame(@ForAll @StringLength(min = 13, max = 13) String digits) {
        if (digits.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            return;
        }
        ConversationId id = new ConversationId("c_" + digits);
        ConversationCode.decode(id)
                .ifPresent(number -> assertThat(ConversationCode.encode(number)).isEqualTo(id));
    }

    @Example
    void anythingElseNamesNothing() {
        for (String id : new String[] {
            "c_",
            "c_000000000000",
            "c_00000000000000",
            "C_0000000000001",
            "c_000000000000A",
            "c_8000000000000",
            "c_000000000000i",
            "c_000000000000-",
            "0000000000000",
            "c_00000000000 1"
        }) {
            assertThat(ConversationCode.decode(new ConversationId(id))).as(id).isEmpty();
        }
    }
}
