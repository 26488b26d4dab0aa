/** Nodes that share a Redis or Valkey: {@link chat.duologue.bus.redis.RedisBus}. */
@NullMarked
package chat.duologue.bus.redis;

import org.jspecify.annotations.NullMarked;
