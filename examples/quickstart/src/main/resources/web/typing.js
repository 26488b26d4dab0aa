// Who is typing. Both ways it ends by itself, since signals can get lost.

const DEFAULT_MS = 6_000;

export class Typing {
  #connection;
  #onChange;
  /** Conversation id -> timer. */
  #peers = new Map();
  #saidIn = null;
  #saidAt = 0;

  /** @param onChange called with a conversation's id */
  constructor(connection, onChange) {
    this.#connection = connection;
    this.#onChange = onChange;
  }

  get #lastsMs() {
    return this.#connection.limits.typingMs ?? DEFAULT_MS;
  }

  isPeerTyping(id) {
    return this.#peers.has(id);
  }

  hear({ conversation, typing }) {
    clearTimeout(this.#peers.get(conversation));
    const was = this.#peers.delete(conversation);
    if (typing) this.#peers.set(conversation, setTimeout(() => this.peerStopped(conversation), this.#lastsMs));
    if (was !== Boolean(typing)) this.#onChange(conversation);
  }

  /** A message of theirs has come, or the session has ended. */
  peerStopped(id) {
    if (this.#peers.has(id)) this.hear({ conversation: id, typing: false });
  }

  forget() {
    for (const id of [...this.#peers.keys()]) this.peerStopped(id);
    this.#saidIn = null;
  }

  /** The user has changed what they are writing there. */
  wrote(id, isEmpty) {
    if (isEmpty) {
      if (this.#saidIn === id) this.stop();
    } else if (id && (this.#saidIn !== id || Date.now() - this.#saidAt > this.#lastsMs / 2)) {
      this.#saidIn = id;
      this.#saidAt = Date.now();
      this.#connection.signal('typing', { conversation: id, typing: true });
    }
  }

  stop() {
    if (this.#saidIn) this.#connection.signal('typing', { conversation: this.#saidIn, typing: false });
    this.#saidIn = null;
  }

  /** A message says it too. */
  sent() {
    this.#saidIn = null;
  }
}
