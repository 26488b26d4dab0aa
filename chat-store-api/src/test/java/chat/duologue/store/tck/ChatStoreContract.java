package chat.duologue.store.tck;

import chat.duologue.store.spi.ChatStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link ChatStore} must do. A store's own test class extends this one and says how to open the store; its
 * module needs JUnit Jupiter, jqwik and AssertJ on its test class path. Each test uses users of its own, so all may run
 * on the same data, one after the other or at once.
 *
 * <p>The properties run as often as jqwik's default says; a slow store annotates its class with
 * {@link net.jqwik.api.PropertyDefaults}, e.g. {@code @PropertyDefaults(tries = 30)}.
 */
public abstract class ChatStoreContract
        implements SendContract,
                RetryContract,
                StreamContract,
                HistoryContract,
                ConversationListContract,
                AcknowledgeContract,
                ReadMarkerContract,
                EditContract,
                RecallContract,
                HideContract,
                ReactionContract,
                SettingsContract,
                BlockContract,
                QuoteContract,
                RevisionContract,
                FoldingContract,
                TextContract,
                LookAlikeContract,
                PrivacyContract,
                RetentionContract,
                ChangesRetentionContract,
                ErasureContract,
                ChangesErasureContract,
                ConcurrentSendContract,
                ConcurrentChangeContract,
                ConcurrentReadContract,
                AttachmentContract,
                LastSeenContract,
                SearchContract,
                CursorContract,
                NotesContract,
                LifecycleContract {
    private ChatStore store;
    private String tag;

    /** Opens the store under test. It may hold what earlier tests left. */
    protected abstract ChatStore open();

    /**
     * Opens the same data once more, after the store that {@link #open} returned was closed; empty (the default) where
     * the store keeps nothing.
     */
    protected Optional<ChatStore> reopen() {
        return Optional.empty();
    }

    /**
     * How many batches each of several writers at once writes: 12 unless overridden. The more, the likelier a race shows;
     * a store that takes microseconds for a batch needs hundreds before its writers meet at all.
     */
    @Override
    public int batchesPerWriter() {
        return 12;
    }

    @BeforeEach
    final void openStore() {
        store = open();
        tag = newTag();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Override
    public final ChatStore store() {
        return store;
    }

    @Override
    public final void reopenStore() {
        store.close();
        Optional<ChatStore> reopened = reopen();
        Assumptions.assumeTrue(reopened.isPresent(), "the store keeps nothing");
        store = reopened.get();
    }

    @Override
    public final String tag() {
        return tag;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheModelWhateverIsWrittenInWhateverBatches(@ForAll("batches") List<Batch> batches) {
        SharedStore shared = Store.getOrCreate("store", Lifespan.PROPERTY, () -> new SharedStore(open()))
                .get();
        new ModelComparison(shared.store, newTag()).run(batches);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyDeviceShowsTheSameInTheEndHoweverItLearntOfIt(@ForAll("batches") List<Batch> batches, @ForAll long seed) {
        SharedStore shared = Store.getOrCreate("store", Lifespan.PROPERTY, () -> new SharedStore(open()))
                .get();
        new ViewComparison(shared.store, newTag(), seed).run(batches);
    }

    @Provide
    Arbitrary<List<Batch>> batches() {
        return Batch.arbitrary().list().ofMinSize(1).ofMaxSize(12);
    }

    private static String newTag() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** One for all tries of the property. */
    private record SharedStore(ChatStore store) implements Store.CloseOnReset {
        @Override
        public void close() {
            store.close();
        }
    }
}
