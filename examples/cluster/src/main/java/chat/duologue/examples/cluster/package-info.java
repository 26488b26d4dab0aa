/** One node of a chat that runs on several: {@link chat.duologue.examples.cluster.ClusterNode}. */
@NullMarked
package chat.duologue.examples.cluster;

import org.jspecify.annotations.NullMarked;
