// The user's conversations: the pages of the list loaded so far, and what events brought in since.

import { Conversation } from './conversation.js';

const PAGE = 50;

const keyOf = (peer, context) => JSON.stringify([peer, context ?? null]);

export class Conversations {
  loaded = false;
  /** Unread messages of conversations further down the list than what is loaded. */
  unreadElsewhere = 0;
  #ask;
  #onRow;
  #onEvent;
  #all = new Map();
  #byId = new Map();
  #cursor = null;
  #loading = null;
  #loadingMore = false;
  /** Events of conversations not known here, until their row has come. */
  #held = new Map();

  /**
   * @param ask `async (type, fields) => reply`
   * @param onRow called with a conversation whose row has come
   * @param onEvent called with a conversation and each event that waited for it
   */
  constructor(ask, onRow, onEvent) {
    this.#ask = ask;
    this.#onRow = onRow;
    this.#onEvent = onEvent;
  }

  [Symbol.iterator]() {
    return this.#all.values();
  }

  /** As the list has them: pinned ones first, then the newest. */
  inOrder() {
    const when = each => (each.newest ? Date.parse(each.newest.at) : Infinity);
    return [...this].sort((a, b) => b.pinned - a.pinned || when(b) - when(a) || 0);
  }

  byId(id) {
    return this.#byId.get(id);
  }

  /** The conversation with this user, a new one where there is none. */
  with(peer) {
    const key = keyOf(peer);
    if (!this.#all.has(key)) this.#all.set(key, new Conversation(peer));
    return this.#all.get(key);
  }

  remove(conversation) {
    this.#all.delete(keyOf(conversation.peer, conversation.context));
  }

  /** Everything anew. Events that come meanwhile are held, since no id is known until the list is here. */
  async load(keep) {
    const loading = (this.#loading = {});
    this.loaded = false;
    this.#byId.clear();
    this.#held.clear();
    const reply = await this.#ask('conversations', { limit: PAGE });
    if (loading !== this.#loading) throw new Error('a later session loads the list');
    const before = this.#all;
    this.#all = new Map();
    for (const [key, each] of before) {
      each.forget();
      if (keep(each)) this.#all.set(key, each);
    }
    this.#takePage(reply, before);
    this.loaded = true;
    this.introduceHeld();
  }

  async loadMore() {
    if (!this.#cursor || this.#loadingMore || !this.loaded) return;
    this.#loadingMore = true;
    try {
      const reply = await this.#ask('conversations', { limit: PAGE, cursor: this.#cursor });
      if (this.loaded) this.#takePage(reply);
    } catch {
      // Asked again when the list is scrolled again.
    }
    this.#loadingMore = false;
  }

  hold(event) {
    const held = this.#held.get(event.conversation);
    if (held) {
      held.push(event);
    } else {
      this.#held.set(event.conversation, [event]);
      if (this.loaded) this.introduce(event.conversation);
    }
  }

  introduceHeld() {
    for (const id of this.#held.keys()) this.introduce(id);
  }

  /** Asks for one row: of a conversation not known yet, or one whose unread count is in doubt. */
  async introduce(id) {
    try {
      this.take(await this.#ask('conversation', { conversation: id }));
      if (this.#cursor) this.#countElsewhere(await this.#ask('conversations', { limit: 1 }));
    } catch (error) {
      // What is held stays when the session ended: the next one doesn't repeat those events.
      if (error.code !== 'disconnected') this.#held.delete(id);
    }
  }

  take(row, reusable) {
    const key = keyOf(row.peer, row.context);
    const conversation = this.#all.get(key) ?? reusable?.get(key) ?? new Conversation(row.peer, row.context);
    this.#all.set(key, conversation);
    this.#byId.set(row.conversation, conversation);
    conversation.fill(row);
    const events = this.#held.get(row.conversation) ?? [];
    this.#held.delete(row.conversation);
    for (const event of events) this.#onEvent(conversation, event);
    this.#onRow(conversation);
    return conversation;
  }

  #takePage(reply, reusable) {
    for (const row of reply.conversations) this.take(row, reusable);
    this.#cursor = reply.cursor ?? null;
    this.#countElsewhere(reply);
  }

  #countElsewhere(reply) {
    let here = 0;
    for (const each of this) here += each.unread;
    this.unreadElsewhere = this.#cursor ? Math.max(0, reply.totalUnread - here) : 0;
  }
}
