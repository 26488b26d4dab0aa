// What the user asks the server to change. Nothing changes here: the event that follows does that, on every device.
// Where it is refused, what is thrown has a message for people.

const WORDS = {
  disconnected: 'There is no connection. Nothing was changed.',
  conflict: 'It was changed meanwhile, on another device.',
  not_found: 'It is not there any more.',
  unavailable: 'The server can’t do that now. Please try again.',
  rate_limited: 'That was too fast. Please try again in a moment.',
  unsupported: 'This server can’t do that.',
};

/** Why something was not done, in words. */
export const wordsFor = error => WORDS[error.code] ?? error.message;

export class Actions {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  get limits() {
    return this.#connection.limits;
  }

  /** @param message as the user saw it when they began: where it was edited since, this is refused */
  edit(conversation, { seq, revision = 0 }, text) {
    return this.#do('edit', { conversation: conversation.id, seq, text, revision });
  }

  recall(conversation, { seq }) {
    return this.#do('recall', { conversation: conversation.id, seq });
  }

  hide(conversation, { seq }) {
    return this.#do('hide', { conversation: conversation.id, seq });
  }

  react(conversation, { seq }, reaction, remove) {
    return this.#do('react', { conversation: conversation.id, seq, reaction, remove });
  }

  /** @param settings some of `mutedUntil` (null ends it), `pinned`, `archived` */
  configure(conversation, settings) {
    return this.#do('settings', { conversation: conversation.id, ...settings });
  }

  block(user, blocked) {
    return this.#do(blocked ? 'block' : 'unblock', { user });
  }

  /** @returns `{ref, url, method, headers}` */
  permitUpload(name, mediaType, bytes) {
    return this.#do('upload', { name, mediaType, bytes });
  }

  /** @returns `{url}` */
  permitDownload(conversation, { seq }, ref) {
    return this.#do('download', { conversation: conversation.id, seq, ref });
  }

  async #do(type, fields) {
    try {
      return await this.#connection.request(type, fields);
    } catch (error) {
      throw Object.assign(new Error(wordsFor(error)), { code: error.code });
    }
  }
}
