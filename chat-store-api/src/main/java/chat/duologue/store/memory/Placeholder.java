package chat.duologue.store.memory;

final class Placeholder {}
