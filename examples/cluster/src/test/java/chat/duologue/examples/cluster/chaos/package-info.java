/** Several nodes, the people who chat over them, and all that goes wrong meanwhile; package {@code check} tells what came of it. */
package chat.duologue.examples.cluster.chaos;
