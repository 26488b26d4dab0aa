/** The domain's value types, the store SPI and the in-memory reference store. */
module chat.duologue.store {
    requires static transitive org.jspecify;

    exports chat.duologue.model;
    exports chat.duologue.store.memory;
    exports chat.duologue.store.spi;
}
