// Messages the server has not acknowledged yet. One is under way at a time, so that a refusal that passes
// (`rate_limited`, `unavailable`) can't let a later message overtake an earlier one.

const RETRY_MS = 1000;

export class Outbox {
  #queue = [];
  #running = false;
  #send;
  #onStored;
  #onFailed;

  /** @param send `async (message) => ok`; throws a RequestError */
  constructor(send, onStored, onFailed) {
    this.#send = send;
    this.#onStored = onStored;
    this.#onFailed = onFailed;
  }

  add(message) {
    this.#queue.push(message);
    this.run();
  }

  /** The message is stored, as an event or the history tells: no need to repeat it. */
  remove(message) {
    const index = this.#queue.indexOf(message);
    if (index >= 0) this.#queue.splice(index, 1);
  }

  get waiting() {
    return this.#queue.length;
  }

  /** Sends what waits, oldest first; called for each new message and after every reconnect. */
  async run() {
    if (this.#running) return;
    this.#running = true;
    let connected = true;
    while (connected && this.#queue.length > 0) connected = await this.#sendFirst(this.#queue[0]);
    this.#running = false;
  }

  async #sendFirst(message) {
    try {
      const ok = await this.#send(message);
      this.remove(message);
      this.#onStored(message, ok);
    } catch (error) {
      if (error.code === 'disconnected') return false;
      if (error.code === 'unavailable' || error.code === 'rate_limited') {
        await new Promise(resolve => setTimeout(resolve, error.retryAfterMs ?? RETRY_MS));
      } else if (error.code === 'internal' && !message.repeated) {
        message.repeated = true;
      } else {
        this.remove(message);
        this.#onFailed(message, error);
      }
    }
    return true;
  }
}

/** Random, also where `crypto.randomUUID` is missing: pages served by plain HTTP from another host. */
export function newMessageId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
