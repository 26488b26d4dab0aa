// The messages of the conversation on screen. Each has one element, changed in place; only a new conversation, or
// one loaded anew, is drawn from scratch.

import { dayLabel, dayOf, fullTimeOf, timeOf } from './format.js';
import { byId, copyOf, paintAvatar, paintTicks, wordsOf } from './view-parts.js';

const GROUP_MS = 5 * 60_000;
const AT_BOTTOM_PX = 48;
const NEAR_TOP_PX = 600;

export class MessagesView {
  /** Called when what the user sees of the messages has changed. */
  onScroll = () => {};
  #chat;
  #scroller = byId('messages');
  #top = document.createElement('div');
  #conversation = null;
  #entries = new Map();
  #messages = new WeakMap();
  #pinned = true;

  constructor(chat) {
    this.#chat = chat;
    this.#top.className = 'top';
    const ifShown = handle => ({ detail }) => {
      if (detail.conversation === this.#conversation) handle(detail);
    };
    chat.addEventListener('reset', ifShown(() => this.show(this.#conversation)));
    chat.addEventListener('older', ifShown(({ messages }) => this.#prepend(messages)));
    chat.addEventListener('message', ifShown(({ message, dropped }) => {
      if (dropped) this.#drop(message);
      else this.#put(message);
    }));
    chat.addEventListener('markers', ifShown(() => this.#paintMarkers()));
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    // The window, the composer or a phone's keyboard changes the height: who was at the end stays there.
    new ResizeObserver(() => this.#keepAtBottom()).observe(this.#scroller);
    this.#scroller.addEventListener('click', event => this.#clicked(event));
  }

  /** Whether the newest message is in sight. */
  get atBottom() {
    return this.#pinned;
  }

  show(conversation) {
    this.#conversation = conversation;
    this.#entries.clear();
    this.#silently(() => {
      this.#scroller.replaceChildren(this.#top);
      if (!conversation) return;
      const messages = conversation.loaded ? conversation.messages : [];
      const entries = [...messages, ...conversation.unsent].map(message => this.#entryOf(message));
      this.#scroller.append(...entries);
      entries.forEach(entry => this.#group(entry));
    });
    this.#paintTop();
    this.scrollToBottom();
  }

  scrollToBottom() {
    this.#pinned = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scrolled();
  }

  /** Asks for older messages where their place is near. */
  fill() {
    if (this.#conversation && this.#scroller.scrollTop < NEAR_TOP_PX) this.#chat.loadOlder(this.#conversation);
  }

  refreshDays() {
    for (const [message, entry] of this.#entries) entry.querySelector('.day').textContent = dayLabel(message.at);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#pinned = scrollHeight - scrollTop - clientHeight <= AT_BOTTOM_PX;
    this.fill();
    this.onScroll();
  }

  #keepAtBottom() {
    if (this.#pinned) this.scrollToBottom();
    else this.#scrolled();
  }

  #prepend(messages) {
    const fromBottom = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#silently(() => {
      const entries = messages.map(message => this.#entryOf(message));
      this.#top.after(...entries);
      entries.forEach(entry => this.#group(entry));
      const next = entries.at(-1)?.nextElementSibling;
      if (next) this.#group(next);
    });
    this.#paintTop();
    this.#scroller.scrollTop = this.#scroller.scrollHeight - fromBottom;
    this.fill();
  }

  /** A new message, or one that has changed its state or place. */
  #put(message) {
    const isNew = !this.#entries.has(message);
    const entry = this.#entryOf(message);
    this.#paintState(entry, message);
    const previous = this.#previousOf(message);
    if (entry.previousElementSibling !== previous) {
      const left = entry.nextElementSibling;
      previous.after(entry);
      if (left) this.#group(left);
    }
    if (isNew) entry.classList.add('new');
    this.#group(entry);
    if (entry.nextElementSibling) this.#group(entry.nextElementSibling);
    this.#paintTop();
    if (this.#pinned || (isNew && this.#chat.isOwn(message))) this.scrollToBottom();
    else this.#scrolled();
  }

  #drop(message) {
    const entry = this.#entries.get(message);
    if (!entry) return;
    const next = entry.nextElementSibling;
    entry.remove();
    this.#entries.delete(message);
    if (next) this.#group(next);
    this.#paintTop();
  }

  /** The element a message comes after: by `seq`; those without one stand at the end, in the order written. */
  #previousOf(message) {
    const { unsent } = this.#conversation;
    const isBefore = other => (other.seq && message.seq ? other.seq < message.seq
      : Boolean(other.seq) || (!message.seq && unsent.indexOf(other) < unsent.indexOf(message)));
    let element = this.#scroller.lastElementChild;
    while (element !== this.#top) {
      const other = this.#messages.get(element);
      if (other !== message && isBefore(other)) return element;
      element = element.previousElementSibling;
    }
    return this.#top;
  }

  #entryOf(message) {
    const known = this.#entries.get(message);
    if (known) return known;
    const entry = copyOf('message-template');
    const own = this.#chat.isOwn(message);
    entry.classList.add(own ? 'own' : 'peer');
    entry.querySelector('.author').textContent = own ? 'You:' : `${message.from}:`;
    entry.querySelector('.text').textContent = wordsOf(message);
    this.#entries.set(message, entry);
    this.#messages.set(entry, message);
    this.#paintState(entry, message);
    return entry;
  }

  #paintState(entry, message) {
    const time = entry.querySelector('time');
    time.textContent = timeOf(message.at);
    entry.querySelector('.body').dataset.time = time.textContent; // the stylesheet keeps this room free
    time.dateTime = message.at;
    time.title = fullTimeOf(message.at);
    const element = entry.querySelector('.message');
    if (message.seq) element.dataset.seq = message.seq;
    const state = this.#chat.isOwn(message) ? this.#conversation.stateOf(message) : undefined;
    if (state) element.dataset.state = state;
    paintTicks(entry.querySelector('.ticks'), state);
    entry.querySelector('.failure')?.remove();
    if (state === 'failed') {
      const failure = copyOf('failure-template');
      failure.querySelector('.reason').textContent = `Not sent: ${message.failure}`;
      element.append(failure);
    }
  }

  /** From the newest upwards, until one that can't change any more. */
  #paintMarkers() {
    for (let entry = this.#scroller.lastElementChild; entry !== this.#top; entry = entry.previousElementSibling) {
      const message = this.#messages.get(entry);
      if (!this.#chat.isOwn(message)) continue;
      if (entry.querySelector('.message').dataset.state === 'read') return;
      this.#paintState(entry, message);
    }
  }

  /** Day line, and the closer distance of what one author writes at a time. */
  #group(entry) {
    const message = this.#messages.get(entry);
    const previous = this.#messages.get(entry.previousElementSibling);
    const newDay = !previous || dayOf(previous.at) !== dayOf(message.at);
    const day = entry.querySelector('.day');
    day.hidden = !newDay;
    day.textContent = newDay ? dayLabel(message.at) : '';
    const close = previous && Date.parse(message.at) - Date.parse(previous.at) < GROUP_MS;
    entry.classList.toggle('continues', Boolean(!newDay && close && previous.from === message.from));
  }

  #paintTop() {
    const conversation = this.#conversation;
    if (!conversation) return;
    const { loaded, hasBefore, error, peer } = conversation;
    const avatar = document.createElement('span');
    avatar.className = 'avatar large';
    avatar.setAttribute('aria-hidden', 'true');
    paintAvatar(avatar, peer);
    const text = document.createElement('p');
    const name = document.createElement('bdi');
    name.textContent = peer;
    if (error) text.textContent = error;
    else if (!loaded || hasBefore) text.textContent = 'Loading messages…';
    else if (this.#entries.size > 0) text.append('The beginning of your conversation with ', name);
    else text.append('Nothing here yet. Say hello to ', name, '.');
    this.#top.replaceChildren(...(loaded && !hasBefore ? [avatar, text] : [text]));
    this.#top.classList.toggle('alone', this.#entries.size === 0);
  }

  #clicked({ target }) {
    const { testid } = target.dataset;
    const message = this.#messages.get(target.closest('.entry'));
    if (testid === 'retry') this.#chat.retry(message);
    if (testid === 'discard') this.#chat.discard(message);
    if (testid === 'retry' || testid === 'discard') byId('compose').focus();
  }

  /** A screen reader reads new messages out, but not pages of old ones. */
  #silently(change) {
    this.#scroller.setAttribute('aria-live', 'off');
    change();
    setTimeout(() => this.#scroller.setAttribute('aria-live', 'polite'), 500);
  }
}
