package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.StreamId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The streams keep their id for life, until they are restored. */
class StreamIdTest {
    @ParameterizedTest
    @EnumSource
    void isAnotherOneWhenItIsRenewed(DatabaseKind kind) {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
            StreamId before = store.streamId();

            StreamId renewed = JdbcChatStore.renewStreamId(database.dataSource());

            assertThat(renewed).isNotEqualTo(before);
            ChatStore restarted = JdbcChatStore.open(database.dataSource());
            assertThat(restarted.streamId()).isEqualTo(renewed);
            assertThat(Chatter.events(restarted, BOB)).hasSize(1);
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        }
    }

    @Test
    void mayBeRenewedBySqlAsTheDocumentationSays() throws Exception {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            StreamId before = JdbcChatStore.open(database.dataSource()).streamId();
            database.execute("DELETE FROM duologue_meta WHERE name = 'stream_id'");
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
            StreamId renewed = JdbcChatStore.open(database.dataSource()).streamId();
            assertThat(renewed).isNotEqualTo(before);
            assertThat(JdbcChatStore.open(database.dataSource()).streamId()).isEqualTo(renewed);
        }
    }

    @Test
    void isNotRenewedWhereThereIsNoStore() {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            assertThatThrownBy(() -> JdbcChatStore.renewStreamId(database.dataSource()))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            "The tables duologue_* do not exist: there is no store here, or it has another prefix or"
                                    + " schema.");
        }
    }
}
