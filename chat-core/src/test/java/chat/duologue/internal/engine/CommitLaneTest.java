package chat.duologue.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for a commit is bounded in bytes, two per character, whatever kind of write holds them. */
class CommitLaneTest {
    private static final int BYTES = 1 << 20;
    private static final String TEXT = "x".repeat(50_000);
    private static final ConversationId CONVERSATION = new ConversationId("c");
    private static final UserId ALICE = new UserId("alice");

    static Stream<IntFunction<Write>> writesWithAText() {
        String data = "{\"x\":\"" + "x".repeat(50_000) + "\"}";
        return Stream.of(
                i -> new Write.Send(
                        ALICE,
                        new ConversationRef.Existing(CONVERSATION),
                        new ClientMessageId("" + i),
                        Content.text(TEXT),
                        Instant.EPOCH),
                i -> edit(TEXT, null),
                i -> edit(null, data),
                i -> edit(TEXT.substring(25_000), data.substring(0, 25_000)));
    }

    private static Write edit(String text, String data) {
        return new Write.Edit(ALICE, CONVERSATION, 1, text, data, null, Instant.EPOCH, Instant.EPOCH, false);
    }

    @ParameterizedTest
    @MethodSource("writesWithAText")
    void refusesWhatWouldHoldMore(IntFunction<Write> write) {
        CommitLane lane = new CommitLane(
                new InMemoryChatStore(),
                ChatServerOptions.builder().maxQueuedWriteBytes(BYTES).build(),
                new GroupCommit.Publisher() {
                    @Override
                    public void together(Runnable publishing) {
                        publishing.run();
                    }

                    @Override
                    public void publish(Outcome outcome) {}
                },
                1);
        int taken = 0;
        while (!lane.submit(write.apply(taken)).isCompletedExceptionally()) {
            taken++;
        }
        assertThat(taken).isEqualTo(BYTES / 100_120);
        assertThat(lane.submit(new Write.Hide(ALICE, CONVERSATION, 1, Instant.EPOCH)))
                .as("what is small finds its place")
                .isNotDone();
    }
}
