// Whom the user has blocked.

const PAGE = 100;

export class Blocks {
  loaded = false;
  #users = new Set();
  #ask;
  #onChange;
  /** Events that come while the list is on its way, which may be older. */
  #meanwhile = null;

  constructor(ask, onChange) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  has(user) {
    return this.#users.has(user);
  }

  [Symbol.iterator]() {
    return [...this.#users].sort()[Symbol.iterator]();
  }

  /** Everything anew. */
  async load() {
    const meanwhile = (this.#meanwhile = []);
    this.loaded = false;
    const users = new Set();
    let cursor;
    do {
      const page = await this.#ask('blocked', { limit: PAGE, cursor });
      for (const user of page.users) users.add(user);
      cursor = page.cursor;
    } while (cursor && meanwhile === this.#meanwhile);
    if (meanwhile !== this.#meanwhile) return; // a later session loads it
    this.#meanwhile = null;
    this.loaded = true;
    const affected = new Set([...this.#users, ...users]);
    this.#users = users;
    for (const event of meanwhile) this.apply(event);
    for (const user of affected) this.#onChange(user);
  }

  apply(event) {
    this.#meanwhile?.push(event);
    if (event.blocked) this.#users.add(event.user);
    else this.#users.delete(event.user);
    this.#onChange(event.user);
  }
}
