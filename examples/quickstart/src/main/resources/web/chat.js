// The client's state. It turns events and replies into conversations and messages, and tells the view with
// `list`, `conversation`, `removed`, `reset`, `older`, `message`, `markers`, `incoming`, `unread`, `people`, `typing` and
// `search`. No DOM in here.

import { Actions } from './actions.js';
import { Blocks } from './blocks.js';
import { Conversations } from './conversations.js';
import { History } from './history.js';
import { quoteOf } from './message-changes.js';
import { Outbox, newMessageId } from './outbox.js';
import { Presence } from './presence.js';
import { Search } from './search.js';
import { Typing } from './typing.js';

const RETRY_MS = 1000;

export class Chat extends EventTarget {
  user;
  conversations;
  actions;
  blocks;
  history;
  presence;
  search;
  typing;
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
    connection.onSignal = signal => (signal.type === 'typing' ? this.typing : this.presence).hear(signal);
    this.actions = new Actions(connection);
    this.history = new History({
      ask: (type, fields) => this.#ask(type, fields),
      find: conversation => this.#findByPeer(conversation),
      isOwn: message => this.isOwn(message),
      onLoaded: conversation => this.#loaded(conversation),
      onOlder: (conversation, messages) => this.#emit('older', conversation, { messages }),
    });
    this.blocks = new Blocks((type, fields) => this.#ask(type, fields), user => this.#peopleChanged(user));
    this.presence = new Presence(connection, user => this.#peopleChanged(user));
    this.search = new Search(connection);
    this.typing = new Typing(connection, id => {
      const conversation = this.conversations.byId(id);
      if (conversation) this.#emit('typing', conversation);
    });
    this.conversations = new Conversations(
      (type, fields) => this.#ask(type, fields),
      conversation => {
        this.presence.watch(conversation.peer);
        this.#changed(conversation);
        this.#emit('markers', conversation);
      },
      (conversation, event) => this.#apply(conversation, event),
    );
    this.#outbox = new Outbox(
      ({ to, clientMessageId, text, replyTo, attachments }) =>
        connection.request('send', { to: to.peer, context: to.context, clientMessageId, text, replyTo, attachments }),
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

  /** In milliseconds, as the server's clock has it. */
  now() {
    return Date.now() + this.#connection.clockSkewMs;
  }

  isMuted(conversation) {
    return conversation.isMuted(this.now());
  }

  /** Silence that ends by itself may have ended. */
  recheckMuted() {
    for (const each of this.conversations) if (each.mutedUntil) this.#changed(each);
  }

  isPeerTyping(conversation) {
    return this.typing.isPeerTyping(conversation.id);
  }

  // --- what the user does

  show(conversation) {
    const left = this.open;
    if (left !== conversation) this.typing.stop();
    this.attend(null);
    this.open = conversation;
    if (left && left !== conversation) {
      if (left.id || left.newest || left.draft.trim() || left.uploads.length) this.#changed(left);
      else this.#remove(left);
    }
    if (!conversation) return;
    this.#changed(conversation);
    if (!conversation.loaded) this.history.load(conversation);
  }

  /** This conversation is before the user's eyes down to its newest message; null: none is. */
  attend(conversation) {
    if (this.#attention === conversation) return;
    const affected = [this.#attention, conversation].filter(Boolean);
    this.#attention = conversation;
    for (const each of affected) this.#changed(each);
    this.#markRead();
  }

  /** @param what `text`, `attachments` or both, and `answered`, the message that this one answers, if any */
  send(conversation, { text, attachments, answered }) {
    const message = { to: conversation, from: this.user, text, clientMessageId: newMessageId(), at: new Date(this.now()).toISOString() };
    if (attachments?.length) message.attachments = attachments;
    if (answered) Object.assign(message, { replyTo: answered.seq, quote: quoteOf(answered) });
    this.typing.sent();
    this.#queue(message);
  }

  /** Once more, as the same message: had the first attempt arrived after all, it is stored once. */
  retry(message) {
    this.#drop(message);
    delete message.failure;
    message.at = new Date(this.now()).toISOString();
    this.#queue(message);
  }

  discard(message) {
    this.#drop(message);
    this.#changed(message.to);
  }

  /** @returns the conversation of that id, or undefined where it can't be had */
  async find(id) {
    if (!this.conversations.byId(id)) await this.conversations.introduce(id);
    return this.conversations.byId(id);
  }

  // --- a session begins

  /** What only a session can know is not known any more. */
  disconnected() {
    this.presence.forget();
    this.typing.forget();
  }

  async #start(resumed) {
    this.disconnected();
    try {
      if (!resumed || !this.conversations.loaded) {
        await this.conversations.load(each => each === this.open || each.newest || each.draft.trim());
        this.#emit('list');
        this.#emit('unread');
      } else {
        for (const each of this.conversations) if (each.id) this.presence.watch(each.peer);
        this.conversations.introduceHeld();
      }
    } catch {
      return; // Disconnected meanwhile: the next session begins anew.
    }
    this.#connection.ack();
    this.#outbox.run();
    if (this.open && !this.open.loaded) this.history.load(this.open);
    this.#markRead();
    if (!resumed || !this.blocks.loaded) this.blocks.load().catch(() => {}); // the next session tries again
    if (this.search.available === null) {
      await this.search.probe(this.user);
      this.#emit('search');
    }
  }

  #loaded(conversation) {
    // What is in the history needs no repeating.
    for (const message of conversation.messages) if (message.to) this.#outbox.remove(message);
    this.#emit('reset', conversation);
    this.#markRead();
  }

  async #findByPeer({ peer, context }) {
    const row = await this.#ask('conversation', { to: peer, context });
    return this.conversations.take(row).id;
  }

  // --- events

  #receive(event) {
    if (event.kind === 'block') {
      this.blocks.apply(event);
      this.presence.watch(event.user);
    }
    const conversation = this.conversations.byId(event.conversation);
    if (conversation) this.#apply(conversation, event);
    else if (event.conversation) this.conversations.hold(event);
    // Until the lists are here, this device does not have "everything up to there".
    if (this.conversations.loaded) this.#connection.ack();
  }

  #apply(conversation, event) {
    if (event.kind === 'message') this.#applyMessage(conversation, event);
    if (event.kind === 'receipt') this.#applyReceipt(conversation, event);
    if (event.kind === 'edited' || event.kind === 'reaction') this.#applyChange(conversation, event);
    if (event.kind === 'recalled' || event.kind === 'hidden') this.#applyRemoval(conversation, event);
    if (event.kind === 'settings') {
      conversation.set(event);
      this.#changed(conversation);
    }
  }

  #applyChange(conversation, event) {
    for (const message of conversation.change(event)) this.#emit('message', conversation, { message });
    this.#changed(conversation);
  }

  #applyRemoval(conversation, event) {
    if (event.kind === 'hidden') {
      const message = conversation.hide(event.seq);
      if (message) this.#emit('message', conversation, { message, dropped: true });
      this.#changed(conversation);
    } else {
      this.#applyChange(conversation, event);
    }
    // Whether it counted as unread is the server's to say.
    if (event.seq > conversation.readSeq && conversation.unread > 0) this.conversations.introduce(conversation.id);
  }

  #applyMessage(conversation, message) {
    const own = this.isOwn(message);
    const kept = conversation.add(message, own);
    if (own && kept) this.#outbox.remove(kept);
    if (!own) this.typing.peerStopped(conversation.id);
    if (message.seq > conversation.countedSeq) {
      conversation.countedSeq = message.seq;
      if (!own && !message.recalled && !message.hidden) {
        conversation.unread++;
        this.#emit('incoming', conversation, { message });
      }
    }
    if (kept) this.#emit('message', conversation, { message: kept, dropped: kept.hidden });
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

  #peopleChanged(user) {
    this.#emit('people', null, { user });
    for (const each of this.conversations) if (each.peer === user) this.#emit('conversation', each);
  }

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
