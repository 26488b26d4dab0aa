package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call of several statements, with commits of another store between any two of them. */
@ParameterizedClass
@EnumSource
class StatementRaceTest {
    private final DatabaseKind kind;
    private TestDatabase database;
    private ChatStore real;
    private ChatStore tapped;
    private Runnable between = () -> {};
    private String before = "";
    private int left;

    StatementRaceTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() {
        database = TestDatabase.fresh(kind);
        real = JdbcChatStore.open(database.dataSource());
        tapped = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.equals("executeQuery") && sql.contains(before) && left-- > 0) {
                between.run();
            }
            return call.proceed();
        }));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Reads the stream from its beginning, page by page, until it has ended and nothing is added any more. */
    private void follow(int limit) {
        List<Event> seen = new ArrayList<>();
        EventPage page;
        long cursor = 0;
        left = 40;
        do {
            page = tapped.events(BOB, cursor, limit);
            assertThat(page.upTo()).isGreaterThanOrEqualTo(cursor);
            for (Event event : page.events()) {
                assertThat(event.offset()).isGreaterThan(cursor).isLessThanOrEqualTo(page.upTo());
            }
            seen.addAll(page.events());
            cursor = page.upTo();
        } while (!page.events().isEmpty() || left > 0);
        assertThat(seen).extracting(Event::offset).isSorted().doesNotHaveDuplicates();
        List<Event> messages =
                seen.stream().filter(Event.MessageEvent.class::isInstance).toList();
        assertThat(messages)
                .isEqualTo(Chatter.events(real, BOB).stream()
                        .filter(Event.MessageEvent.class::isInstance)
                        .toList());
        assertThat(seen)
                .endsWith(
                        Chatter.events(real, BOB).get(Chatter.events(real, BOB).size() - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void aStreamThatGrowsWhileItIsReadIsReadWithoutGapOrDouble(int limit) {
        real.write(List.of(Chatter.send(ALICE, BOB, "first")));
        between = () -> real.write(List.of(Chatter.send(ALICE, BOB, "in"), Chatter.send(BOB, ALICE, "out")));
        follow(limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void receiptsThatAreFoldedWhileAStreamIsReadComeLater(int limit) {
        ConversationId id = Chatter.stored(
                        real.write(List.of(Chatter.send(ALICE, BOB, "first"))).get(0))
                .conversation();
        between = () -> {
            long seq = Chatter.stored(
                            real.write(List.of(Chatter.send(ALICE, BOB, "in"))).get(0))
                    .seq();
            for (UserId reader : List.of(ALICE, BOB)) {
                real.write(List.of(new Write.MarkRead(reader, id, seq)));
            }
        };
        follow(limit);
    }

    @Test
    void anAcknowledgementReachesWhatComesBetweenItsLookupAndItsLock() {
        Write.Send first = Chatter.send(ALICE, BOB, "first");
        Write.Send second = Chatter.send(ALICE, BOB, "second");
        real.write(List.of(first));
        before = "SELECT id, head, acked, unread"; // where the rows that the batch changes are taken
        left = 1;
        between = () -> real.write(List.of(second));
        tapped.write(List.of(new Write.Acknowledge(BOB, 2)));
        assertThat(real.conversation(BOB, new WithPeer(ALICE)).orElseThrow().markers())
                .isEqualTo(new Markers(2, 0));
    }
}
