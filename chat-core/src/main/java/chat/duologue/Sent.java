package chat.duologue;

import chat.duologue.model.Message;

/**
 * A message that is committed.
 *
 * @param message   as stored, the first time
 * @param duplicate whether it had been stored before under the same client message id
 */
public record Sent(Message message, boolean duplicate) {}
