/** What nodes tell each other, over NATS. */
module chat.duologue.bus.nats {
    requires transitive chat.duologue.core;
    requires transitive io.nats.jnats;
    requires static org.jspecify;
    requires org.slf4j;

    exports chat.duologue.bus.nats;
}
