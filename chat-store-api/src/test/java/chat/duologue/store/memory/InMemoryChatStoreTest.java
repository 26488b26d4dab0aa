package chat.duologue.store.memory;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.tck.ChatStoreContract;

class InMemoryChatStoreTest extends ChatStoreContract {
    @Override
    protected ChatStore open() {
        return new InMemoryChatStore();
    }
}
