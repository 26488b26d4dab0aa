package chat.duologue.examples.moderation;

import chat.duologue.MessageInterceptor;
import chat.duologue.ProposedMessage;
import chat.duologue.Verdict;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Masks words, and lets nobody send links who is new. Looks at texts, not at data. What it does is told to the audit in a
 * line of ids, never with what was said. Thread-safe.
 */
final class Moderator implements MessageInterceptor {
    private static final Duration NEW = Duration.ofDays(7);
    private static final Pattern LINK = Pattern.compile("(?i)\\bhttps?://|\\bwww\\.");

    private final Pattern words;
    private final Function<UserId, Instant> joined;
    private final InstantSource clock;
    private final Consumer<String> audit;

    /**
     * A moderator.
     *
     * @param words  one or more, as they stand in a text, in any case
     * @param joined since when the host knows a user
     * @param audit  told each line
     */
    Moderator(Collection<String> words, Function<UserId, Instant> joined, InstantSource clock, Consumer<String> audit) {
        this.words = Pattern.compile(
                words.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?iU)\\b(?:", ")\\b")));
        this.joined = joined;
        this.clock = clock;
        this.audit = audit;
    }

    @Override
    public Verdict intercept(ProposedMessage message) {
        String text = message.content().text();
        if (text == null) {
            return Verdict.PASS;
        }
        if (LINK.matcher(text).find() && isNew(message.from())) {
            audit("refused", message);
            return new Verdict.Refuse("You can send links when you have been here for a week");
        }
        String masked =
                words.matcher(text).replaceAll(word -> "*".repeat(word.group().length()));
        if (masked.equals(text)) {
            return Verdict.PASS;
        }
        audit("masked", message);
        return new Verdict.Change(masked, message.content().data());
    }

    private boolean isNew(UserId user) {
        return joined.apply(user).plus(NEW).isAfter(clock.instant());
    }

    private void audit(String what, ProposedMessage message) {
        String which = message instanceof ProposedMessage.Edit edit
                ? edit.conversation() + " " + edit.seq()
                : ((ProposedMessage.Send) message).clientMessageId().value();
        audit.accept(clock.instant() + " " + what + " " + message.from() + " to " + message.to() + ": " + which);
    }
}
