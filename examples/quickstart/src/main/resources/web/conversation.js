// What this client knows of one conversation.

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

  /** Rising `seq`, complete from the first one here up to the newest; filled once `loaded`. */
  messages = [];
  loaded = false;
  hasBefore = false;
  loadingOlder = false;
  error = null;
  /** Own messages that have no `seq` yet, in the order written. */
  unsent = [];
  draft = '';

  /** While the newest page is on its way, messages gather here. */
  #incoming = null;

  constructor(peer, context) {
    this.peer = peer;
    this.context = context;
  }

  /** Takes over a row of `conversations`. Markers only rise. */
  fill(row) {
    this.id = row.conversation;
    if (row.last && row.last.seq >= (this.last?.seq ?? 0)) this.last = row.last;
    const seq = row.last?.seq ?? 0;
    if (seq >= this.countedSeq) {
      this.countedSeq = seq;
      this.unread = row.unread ?? 0;
    }
    this.readSeq = Math.max(this.readSeq, row.readSeq ?? 0);
    this.raisePeerMarkers(row.peerDeliveredSeq, row.peerReadSeq);
  }

  /** Everything the server told may be outdated; what the user wrote is kept. */
  forget() {
    this.id = this.last = this.error = null;
    this.unread = this.readSeq = this.peerReadSeq = this.peerDeliveredSeq = this.countedSeq = 0;
    this.loaded = false;
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
      if (unsent !== message) Object.assign(unsent, message);
    }
    const kept = unsent || message;
    if (kept.seq >= (this.last?.seq ?? 0)) this.last = kept;
    return this.#insert(kept) ? kept : unsent || null;
  }

  #insert(message) {
    const list = this.#incoming ?? (this.loaded ? this.messages : null);
    if (!list) return false;
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

  get loading() {
    return this.#incoming !== null;
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
    for (const message of page.messages) this.add(message, own(message));
    for (const message of arrived) this.#insert(message);
  }

  /** @returns the messages of an older page as kept here */
  prepend(page) {
    const first = this.messages[0]?.seq ?? Infinity;
    const older = page.messages.filter(message => message.seq < first);
    this.messages.unshift(...older);
    this.hasBefore = page.hasBefore && older.length > 0;
    return older;
  }
}
