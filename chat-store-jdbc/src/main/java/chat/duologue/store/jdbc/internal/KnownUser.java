package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;

/**
 * What is known about a user. It never changes, but for the day when the user is erased: so those who are not may be
 * remembered, and who uses one makes sure with {@link Directory#requireCurrent(KnownUser, boolean)}.
 */
record KnownUser(long id, UserId name, boolean erased) {}
