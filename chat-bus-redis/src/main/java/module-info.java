/** What nodes tell each other, over Redis or Valkey. */
module chat.duologue.bus.redis {
    requires transitive chat.duologue.core;
    requires transitive lettuce.core;
    requires io.netty.resolver.dns; // with the rest of Netty, which Lettuce needs and has no descriptor to say so
    requires static org.jspecify;
    requires org.slf4j;

    exports chat.duologue.bus.redis;
}
