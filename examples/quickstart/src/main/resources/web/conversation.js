// What this client knows of one conversation.

import { become, change } from './message-changes.js';

export class Conversation {
  /** Unknown until the server has the conversation: its first message makes it. */
  id = null;
  last = null;
  unread = 0;
  readSeq = 0;
  peerReadSeq = 0;
  peerDeliveredSeq = 0;
  /** Messages up to here are in `unread` already. */
  countedSeq = 0;
  mutedUntil = null;
  pinned = false;
  archived = false;

  /** Rising `seq`, complete from the first one here up to the newest; filled once `loaded`. */
  messages = [];
  loaded = false;
  hasBefore = false;
  /** Promises, while such a page is on its way. */
  loadingNewest = null;
  loadingOlder = null;
  /** The oldest message that was asked for; hidden ones are not among `messages`. */
  firstSeq = Infinity;
  error = null;
  /** Own messages that have no `seq` yet, in the order written. */
  unsent = [];
  draft = '';
  /** Files that will go with the next message. */
  uploads = [];
  /** The message that the next one answers. */
  replyingTo = null;
  /** The message that is being edited. */
  editing = null;

  /** While the newest page is on its way, messages gather here. */
  #incoming = null;
  /** For each page on its way, the changes that it may be too old to have. */
  #pages = new Set();

  constructor(peer, context) {
    this.peer = peer;
    this.context = context;
  }

  /** Takes over a row of `conversations`, which may be older than the events that came before it. */
  fill(row) {
    if (!this.id) this.set(row);
    this.id = row.conversation;
    if (row.last && row.last.seq > (this.last?.seq ?? 0)) this.last = row.last;
    const seq = row.last?.seq ?? 0;
    if (seq >= this.countedSeq) {
      this.countedSeq = seq;
      this.unread = row.unread ?? 0;
    }
    this.readSeq = Math.max(this.readSeq, row.readSeq ?? 0);
    this.raisePeerMarkers(row.peerDeliveredSeq, row.peerReadSeq);
  }

  /** Takes over settings: all of them. */
  set({ mutedUntil, pinned, archived }) {
    this.mutedUntil = mutedUntil ?? null;
    this.pinned = Boolean(pinned);
    this.archived = Boolean(archived);
  }

  /** @param now in milliseconds, as the server's clock has it */
  isMuted(now) {
    return this.mutedUntil !== null && Date.parse(this.mutedUntil) > now;
  }

  /** Everything the server told may be outdated; what the user wrote is kept. */
  forget() {
    this.id = this.last = this.error = null;
    this.unread = this.readSeq = this.peerReadSeq = this.peerDeliveredSeq = this.countedSeq = 0;
    this.loaded = false;
    this.#pages.clear();
  }

  raisePeerMarkers(deliveredSeq = 0, readSeq = 0) {
    this.peerReadSeq = Math.max(this.peerReadSeq, readSeq);
    this.peerDeliveredSeq = Math.max(this.peerDeliveredSeq, deliveredSeq, readSeq);
  }

  stateOf(message) {
    if (message.failure) return 'failed';
    if (!message.seq) return 'pending';
    if (message.seq <= this.peerReadSeq) return 'read';
    return message.seq <= this.peerDeliveredSeq ? 'delivered' : 'sent';
  }

  /** The newest message, unsent ones included. */
  get newest() {
    return this.unsent.at(-1) ?? this.last;
  }

  /**
   * Adds a message with a `seq`, or merges it into the unsent one that it is.
   * @returns the message as kept here, or null where it was known already
   */
  add(message, own) {
    const unsent = own && this.unsent.find(each => each.clientMessageId === message.clientMessageId);
    if (unsent) {
      this.unsent.splice(this.unsent.indexOf(unsent), 1);
      delete unsent.failure;
      if (unsent !== message) become(unsent, message);
    }
    const kept = unsent || message;
    if (kept.seq >= (this.last?.seq ?? 0)) this.last = kept;
    return this.#insert(kept) ? kept : unsent || null;
  }

  /**
   * An event changes messages.
   * @returns those that are here
   */
  change(event) {
    for (const changes of this.#pages) changes.push(event);
    return this.#apply(event);
  }

  #apply(event) {
    const here = new Set([...this.messages, ...(this.#incoming ?? []), ...this.unsent]);
    if (this.last && !here.has(this.last)) change(this.last, event);
    return [...here].filter(message => change(message, event));
  }

  /**
   * The user does not want to see a message any more.
   * @returns it, where it was here
   */
  hide(seq) {
    for (const changes of this.#pages) changes.push({ kind: 'hidden', seq });
    return this.#drop(seq);
  }

  #drop(seq) {
    if (this.last?.seq === seq) {
      const { from, at } = this.last;
      this.last = { seq, from, at, hidden: true };
    }
    const isIt = message => message.seq === seq;
    const found = this.messages.find(isIt);
    for (const list of [this.messages, this.#incoming ?? []]) {
      const index = list.findIndex(isIt);
      if (index >= 0) list.splice(index, 1);
    }
    return found;
  }

  /** @returns where changes gather until the page that was asked for is here */
  startPage() {
    const changes = [];
    this.#pages.add(changes);
    return changes;
  }

  /** Whether changes have gathered all along: no session without them has begun meanwhile. */
  isGathering(changes) {
    return this.#pages.has(changes);
  }

  giveUpPage(changes) {
    this.#pages.delete(changes);
  }

  /** What changed since the page was asked for changes what it brought, too. */
  endPage(changes) {
    this.#pages.delete(changes);
    for (const event of changes) {
      if (event.kind === 'hidden') this.#drop(event.seq);
      else this.#apply(event);
    }
  }

  #insert(message) {
    const list = this.#incoming ?? (this.loaded ? this.messages : null);
    if (!list || message.hidden) return false;
    let index = list.length;
    while (index > 0 && list[index - 1].seq > message.seq) index--;
    if (index > 0 && list[index - 1].seq === message.seq) return false;
    list.splice(index, 0, message);
    return true;
  }

  startLoading() {
    this.#incoming = [];
    this.error = null;
  }

  stopLoading() {
    this.#incoming = null;
  }

  failLoading(reason) {
    this.stopLoading();
    this.error = reason;
  }

  /** The newest page has come: it replaces what was here. */
  finishLoading(page, own) {
    const arrived = this.#incoming;
    this.stopLoading();
    this.messages = [];
    this.loaded = true;
    this.hasBefore = page.hasBefore;
    this.firstSeq = page.messages[0]?.seq ?? Infinity;
    for (const message of page.messages) this.add(message, own(message));
    for (const message of arrived) this.#insert(message);
  }

  /** @returns the messages of an older page as kept here */
  prepend(page) {
    const older = page.messages.filter(message => message.seq < this.firstSeq);
    this.messages.unshift(...older);
    this.hasBefore = page.hasBefore && older.length > 0;
    this.firstSeq = older[0]?.seq ?? this.firstSeq;
    return older;
  }
}
