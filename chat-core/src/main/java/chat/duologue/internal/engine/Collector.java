package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import chat.duologue.spi.AttachmentStore.Key;
import chat.duologue.spi.AttachmentStore.Page;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Removes uploads that no message refers to. A new message may refer to an upload only in its grace time, or while another
 * message does ({@link Attachments}). So of those whose grace time is over, one that no message refers to can only come into
 * use by a message that was checked before, and is being stored: it is looked at once more when that must be done.
 */
public final class Collector {
    /** How many uploads a step looks at, or removes. */
    private static final int LOOKS_AT = 200;

    /** How many are remembered for the second look. */
    private static final int REMEMBERS = 5_000;

    private static final int DEADLINES_UNTIL_SETTLED = 10;

    private final ChatStore chats;
    private final AttachmentStore files;
    private final ChatServerOptions options;
    private final Callbacks callbacks;
    private final InstantSource clock;
    private final Chore chore;

    public Collector(
            ChatStore chats,
            AttachmentStore files,
            ChatServerOptions options,
            Callbacks callbacks,
            InstantSource clock) {
        this.chats = chats;
        this.files = files;
        this.options = options;
        this.callbacks = callbacks;
        this.clock = clock;
        this.chore = new Chore("collector", options.attachmentGrace(), options.storeDeadline(), this::collect);
    }

    /** What does it. */
    public Chore chore() {
        return chore;
    }

    private void collect() {
        Instant before = clock.instant().minus(options.attachmentGrace());
        List<Key> unused = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            String from = after.orElse(null);
            Page page = ask(() -> files.uploads(from, before, LOOKS_AT));
            unused.addAll(unused(page.uploads()));
            after = page.next();
            if (unused.size() >= REMEMBERS || after.isEmpty()) {
                remove(unused);
                unused.clear();
            }
        } while (after.isPresent());
    }

    private void remove(List<Key> candidates) {
        if (candidates.isEmpty()) {
            return;
        }
        chore.rest(settled());
        List<Key> unused = unused(candidates);
        for (int from = 0; from < unused.size(); from += LOOKS_AT) {
            List<Key> some = List.copyOf(unused.subList(from, Math.min(from + LOOKS_AT, unused.size())));
            ask(() -> {
                files.remove(some);
                return some;
            });
        }
    }

    /** After this time a send that was being stored is stored, or was answered long ago. */
    private Duration settled() {
        return options.storeDeadline().multipliedBy(DEADLINES_UNTIL_SETTLED);
    }

    private List<Key> unused(List<Key> uploads) {
        Map<UserId, List<String>> byUploader = new LinkedHashMap<>();
        uploads.forEach(upload -> byUploader
                .computeIfAbsent(upload.uploader(), user -> new ArrayList<>())
                .add(upload.ref()));
        List<Key> unused = new ArrayList<>();
        byUploader.forEach((uploader, refs) -> {
            for (int from = 0; from < refs.size(); from += LOOKS_AT) {
                List<String> some = refs.subList(from, Math.min(from + LOOKS_AT, refs.size()));
                Set<String> inUse = chore.step(() -> chats.attachmentsInUse(uploader, some));
                some.stream().filter(ref -> !inUse.contains(ref)).forEach(ref -> unused.add(new Key(uploader, ref)));
            }
        });
        return unused;
    }

    private <T> T ask(Callable<T> question) {
        return chore.step(() -> chore.await(callbacks.call(question)));
    }
}
