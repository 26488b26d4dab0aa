package chat.duologue.store.jdbc.internal;

/** Under which a repeated send is known. */
record SendKey(long conversation, long from, ClientKey key) {}
