/** What nodes tell each other, over Redis or Valkey. */
module chat.duologue.bus.redis {
    requires transitive chat.duologue.core;
    requires transitive lettuce.core;
    requires static org.jspecify;
    requires org.slf4j;

    exports chat.duologue.bus.redis;
}
