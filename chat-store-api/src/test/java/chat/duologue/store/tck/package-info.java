/** The contract of every {@link chat.duologue.store.spi.ChatStore} as tests: a store extends ChatStoreContract. */
package chat.duologue.store.tck;
