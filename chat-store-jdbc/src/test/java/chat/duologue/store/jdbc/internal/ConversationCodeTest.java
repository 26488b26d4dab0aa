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
    void everyNumberComesBack(@ForAll @LongRange(min = 0, max = (1L << RandomIds.BITS) - 1) long id) {
        ConversationId code = ConversationCode.encode(id);
        assertThat(code.value()).hasSize(11).startsWith("c_");
        assertThat(ConversationCode.decode(code)).hasValue(id);
    }

    @Property
    void whatIsReadIsWrittenTheSame(@ForAll @StringLength(min = 9, max = 9) String digits) {
        if (digits.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            return;
        }
        ConversationId id = new ConversationId("c_" + digits);
        ConversationCode.decode(id)
                .ifPresent(number -> assertThat(ConversationCode.encode(number)).isEqualTo(id));
    }

    @Example
    void newNumbersFit() {
        RandomIds ids = new RandomIds();
        for (int i = 0; i < 10_000; i++) {
            long id = ids.next();
            assertThat(id).isPositive();
            assertThat(ConversationCode.decode(ConversationCode.encode(id))).hasValue(id);
        }
    }

    @Example
    void anythingElseNamesNothing() {
        for (String id : new String[] {
            "c_",
            "c_00000001",
            "c_0000000001",
            "C_000000001",
            "c_00000000A",
            "c_400000000",
            "c_zzzzzzzzz",
            "c_00000000i",
            "c_00000000-",
            "000000001",
            "c_0000 0001",
            "c-000000001"
        }) {
            assertThat(ConversationCode.decode(new ConversationId(id))).as(id).isEmpty();
        }
    }
}
