// Who is online, of those on screen. Known only while connected.

const AT_ONCE = 100;

export class Presence {
  #connection;
  #onChange;
  #known = new Map();
  #watched = new Set();
  #wanted = new Set();

  /** @param onChange called with a user */
  constructor(connection, onChange) {
    this.#connection = connection;
    this.#onChange = onChange;
  }

  /** `{online, lastSeen?}`, or undefined where it is not known. */
  of(user) {
    return this.#known.get(user);
  }

  /** The session has ended, and what it watched. */
  forget() {
    const users = [...this.#known.keys()];
    this.#known.clear();
    this.#watched.clear();
    for (const user of users) this.#onChange(user);
  }

  /** Watches a user, as far as the server lets one; again, when they may have become one whom the user may see. */
  watch(user) {
    const { watchedUsers = 0 } = this.#connection.limits;
    if (!this.#watched.has(user) && this.#watched.size >= watchedUsers) return;
    this.#watched.add(user);
    if (this.#wanted.size === 0) queueMicrotask(() => this.#ask());
    this.#wanted.add(user);
  }

  hear({ user, online, lastSeen }) {
    this.#known.set(user, { online, lastSeen });
    this.#onChange(user);
  }

  async #ask() {
    const users = [...this.#wanted];
    this.#wanted.clear();
    for (let i = 0; i < users.length; i += AT_ONCE) {
      try {
        const reply = await this.#connection.request('presence', { watch: users.slice(i, i + AT_ONCE) });
        for (const each of reply.presence) this.hear(each);
      } catch {
        return; // The next session watches anew; who is not watched is simply not shown as online.
      }
    }
  }
}
