package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;

/** What never changes about a user. */
record KnownUser(long id, UserId name) {}
