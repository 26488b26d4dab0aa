package chat.duologue.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/**
 * Who and what a write is about.
 *
 * @param by           who asks; null for a user without a row, to whom nothing has happened yet
 * @param conversation the conversation, which {@code by} is in; null for an acknowledgement, and where there is no such
 *                     conversation or {@code by} is not in it
 */
record Target(@Nullable KnownUser by, @Nullable KnownConversation conversation) {}
