/**
 * Finds whether a chat kept its guarantees, from what devices wrote down and from what the database holds. Knows nothing of the server's
 * code: only JSON, SQL, and docs/protocol.md.
 */
package chat.duologue.examples.cluster.check;
