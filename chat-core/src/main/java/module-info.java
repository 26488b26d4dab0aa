/** The chat server: sessions, routing, group commit, protocol frames, policies and limits. */
module chat.duologue.core {
    requires transitive chat.duologue.store;
    requires static transitive org.jspecify;
    requires io.github.bucket4j.core;
    requires org.slf4j;
    requires tools.jackson.databind;

    exports chat.duologue;
    exports chat.duologue.spi;
}
