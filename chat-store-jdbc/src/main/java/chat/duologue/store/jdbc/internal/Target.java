package chat.duologue.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/**
 * Who and what a write is about.
 *
 * @param by           who asks; null for a user without a row, to whom nothing has happened yet
 * @param conversation the conversation, which {@code by} is in; null for what is about none, and where there is no such
 *                     conversation or {@code by} is not in it
 * @param user         the other user, for what is about one and no conversation; null where there is no such user
 */
record Target(
        @Nullable KnownUser by,
        @Nullable KnownConversation conversation,
        @Nullable KnownUser user) {}
