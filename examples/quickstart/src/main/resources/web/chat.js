// The client's state. It turns events and replies into conversations and messages, and tells the view with
// `list`, `conversation`, `removed`, `reset`, `older`, `message`, `markers`, `incoming` and `unread`. No DOM in here.

import { Conversations } from './conversations.js';
import { Outbox, newMessageId } from './outbox.js';

const HISTORY_PAGE = 50;
const RETRY_MS = 1000;

export class Chat extends EventTarget {
  user;
  conversations;
  /** The conversation on screen. */
  open = null;
  #connection;
  #outbox;
  #attention = null;
  #reading = false;

  constructor(user, connection) {
    super();
    this.user = user;
    this.#connection = connection;
    connection.onHello = hello => {
      this.user = hello.user;
      this.#start(hello.resumed);
    };
    connection.onEvent = event => this.#receive(event);
    this.conversations = new Conversations(
      (type, fields) => this.#ask(type, fields),
      conversation => {
        this.#changed(conversation);
        this.#emit('markers', conversation);
      },
      (conversation, event) => this.#apply(conversation, event),
    );
    this.#outbox = new Outbox(
      ({ to, clientMessageId, text }) =>
        connection.request('send', { to: to.peer, context: to.context, clientMessageId, text }),
      (message, ok) => this.#stored(message, ok),
      (message, error) => this.#failed(message, error),
    );
  }

  get totalUnread() {
    let total = this.conversations.unreadElsewhere;
    for (const each of this.conversations) total += this.unreadOf(each);
    return total;
  }

  get unsentCount() {
    return this.#outbox.waiting;
  }

  /** What the user sees right now counts as read, without waiting for the server to say so. */
  unreadOf(conversation) {
    return conversation === this.#attention ? 0 : conversation.unread;
  }

  isOwn(message) {
    return message.from === this.user;
  }

  // --- what the user does

  show(conversation) {
    const left = this.open;
    this.attend(null);
    this.open = conversation;
    if (left && left !== conversation) {
      if (left.id || left.newest || left.draft.trim()) this.#changed(left);
      else this.#remove(left);
    }
    if (!conversation) return;
    this.#changed(conversation);
    if (!conversation.loaded) this.#load(conversation);
  }

  /** This conversation is before the user's eyes down to its newest message; null: none is. */
  attend(conversation) {
    if (this.#attention === conversation) return;
    const affected = [this.#attention, conversation].filter(Boolean);
    this.#attention = conversation;
    for (const each of affected) this.#changed(each);
    this.#markRead();
  }

  send(conversation, text) {
    const message = { to: conversation, from: this.user, text, clientMessageId: newMessageId(), at: this.#now() };
    this.#queue(message);
  }

  /** Once more, as the same message: had the first attempt arrived after all, it is stored once. */
  retry(message) {
    this.#drop(message);
    delete message.failure;
    message.at = this.#now();
    this.#queue(message);
  }

  discard(message) {
    this.#drop(message);
    this.#changed(message.to);
  }

  async loadOlder(conversation) {
    const { id, messages } = conversation;
    if (!conversation.loaded || !conversation.hasBefore || conversation.loadingOlder) return;
    conversation.loadingOlder = true;
    const question = { conversation: id, before: messages[0].seq, limit: HISTORY_PAGE };
    // Where it fails, scrolling asks again.
    const page = await this.#ask('history', question).catch(() => null);
    conversation.loadingOlder = false;
    const loadedAnew = conversation.messages !== messages;
    if (page && !loadedAnew) this.#emit('older', conversation, { messages: conversation.prepend(page) });
  }

  // --- a session begins

  async #start(resumed) {
    try {
      if (!resumed || !this.conversations.loaded) {
        await this.conversations.load(each => each === this.open || each.newest || each.draft.trim());
        this.#emit('list');
        this.#emit('unread');
      } else {
        this.conversations.introduceHeld();
      }
    } catch {
      return; // Disconnected meanwhile: the next session begins anew.
    }
    this.#connection.ack();
    this.#outbox.run();
    if (this.open && !this.open.loaded) this.#load(this.open);
    this.#markRead();
  }

  async #load(conversation) {
    if (conversation.loading) return;
    conversation.startLoading();
    const unsent = [...conversation.unsent];
    try {
      const id = conversation.id ?? (await this.#findByPeer(conversation));
      const page = await this.#ask('history', { conversation: id, limit: HISTORY_PAGE });
      conversation.finishLoading(page, message => this.isOwn(message));
      for (const message of unsent) if (message.seq) this.#outbox.remove(message);
    } catch (error) {
      if (error.code === 'disconnected') {
        conversation.stopLoading();
        return;
      }
      if (error.code === 'not_found') conversation.finishLoading({ messages: [], hasBefore: false }, () => false);
      else conversation.failLoading(error.message);
    }
    this.#emit('reset', conversation);
    this.#markRead();
  }

  async #findByPeer({ peer, context }) {
    const row = await this.#ask('conversation', { to: peer, context });
    return this.conversations.take(row).id;
  }

  // --- events

  #receive(event) {
    const conversation = this.conversations.byId(event.conversation);
    if (conversation) this.#apply(conversation, event);
    else if (event.conversation) this.conversations.hold(event);
    // Until the lists are here, this device does not have "everything up to there".
    if (this.conversations.loaded) this.#connection.ack();
  }

  #apply(conversation, event) {
    if (event.kind === 'message') this.#applyMessage(conversation, event);
    if (event.kind === 'receipt') this.#applyReceipt(conversation, event);
  }

  #applyMessage(conversation, message) {
    const own = this.isOwn(message);
    const kept = conversation.add(message, own);
    if (own && kept) this.#outbox.remove(kept);
    if (message.seq > conversation.countedSeq) {
      conversation.countedSeq = message.seq;
      if (!own) {
        conversation.unread++;
        this.#emit('incoming', conversation, { message });
      }
    }
    if (kept) this.#emit('message', conversation, { message: kept });
    this.#changed(conversation);
    this.#markRead();
  }

  #applyReceipt(conversation, receipt) {
    if (receipt.by === this.user) {
      this.#readUpTo(conversation, receipt.readSeq);
    } else {
      conversation.raisePeerMarkers(receipt.deliveredSeq, receipt.readSeq);
      this.#emit('markers', conversation);
      this.#changed(conversation);
    }
  }

  #readUpTo(conversation, seq) {
    if (seq <= conversation.readSeq) return;
    conversation.readSeq = seq;
    if (seq >= conversation.countedSeq) conversation.unread = 0;
    else if (conversation.unread > 0) this.conversations.introduce(conversation.id);
    this.#changed(conversation);
  }

  async #markRead() {
    const conversation = this.#attention;
    if (!conversation?.unread || !conversation.loaded || this.#reading || !this.#connection.online) return;
    const seq = conversation.messages.at(-1)?.seq ?? 0;
    if (seq <= conversation.readSeq) return;
    this.#reading = true;
    try {
      await this.#ask('read', { conversation: conversation.id, seq });
      this.#readUpTo(conversation, seq);
    } catch {
      // Tried again with the next message, focus or session.
    }
    this.#reading = false;
    if (conversation.readSeq >= seq) this.#markRead();
  }

  // --- sending

  #queue(message) {
    message.to.unsent.push(message);
    this.#emit('message', message.to, { message });
    this.#changed(message.to);
    this.#outbox.add(message);
  }

  #stored(message, ok) {
    const conversation = message.to;
    message.seq = ok.seq;
    message.at = ok.at;
    if (conversation.add(message, true)) this.#emit('message', conversation, { message });
    this.#changed(conversation);
    if (!conversation.id) this.conversations.introduce(ok.conversation);
  }

  #failed(message, error) {
    if (message.seq) return;
    message.failure = error.message;
    this.#emit('message', message.to, { message });
    this.#changed(message.to);
  }

  #drop(message) {
    const { unsent } = message.to;
    unsent.splice(unsent.indexOf(message), 1);
    this.#emit('message', message.to, { message, dropped: true });
  }

  // --- helpers

  /** A question whose answer may wait: after a refusal that passes, it is asked again. */
  async #ask(type, fields) {
    for (;;) {
      try {
        return await this.#connection.request(type, fields);
      } catch (error) {
        if (error.code !== 'unavailable' && error.code !== 'rate_limited') throw error;
        await new Promise(resolve => setTimeout(resolve, error.retryAfterMs ?? RETRY_MS));
      }
    }
  }

  #now() {
    return new Date(Date.now() + this.#connection.clockSkewMs).toISOString();
  }

  #remove(conversation) {
    this.conversations.remove(conversation);
    this.#emit('removed', conversation);
  }

  #changed(conversation) {
    this.#emit('conversation', conversation);
    this.#emit('unread');
  }

  #emit(type, conversation, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail: { conversation, ...detail } }));
  }
}
