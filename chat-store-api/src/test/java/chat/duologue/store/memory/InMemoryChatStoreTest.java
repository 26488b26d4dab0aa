package chat.duologue.store.memory;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.tck.ChatStoreContract;
import net.jqwik.api.PropertyDefaults;

@PropertyDefaults(tries = 300)
class InMemoryChatStoreTest extends ChatStoreContract {
    @Override
    protected ChatStore open() {
        return new InMemoryChatStore();
    }

    @Override
    public int batchesPerWriter() {
        return 200;
    }
}
