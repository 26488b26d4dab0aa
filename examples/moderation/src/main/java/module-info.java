/** What users say is seen before it is stored. */
module chat.duologue.examples.moderation {
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.h2database;
    requires static org.jspecify;
}
