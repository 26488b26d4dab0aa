// The messages of the conversation on screen. Each has one element, changed in place; only a new conversation, or
// one loaded anew, is drawn from scratch.

import { dayLabel, dayOf } from './format.js';
import { messageElement, paintMessage } from './view-message.js';
import { openMessageMenu, toggleReaction } from './view-message-menu.js';
import { byId, paintAvatar } from './view-parts.js';
import { tell } from './view-dialogs.js';

const GROUP_MS = 5 * 60_000;
const AT_BOTTOM_PX = 48;
const NEAR_TOP_PX = 600;

export class MessagesView {
  /** Called when what the user sees of the messages has changed. */
  onScroll = () => {};
  #chat;
  #composer;
  #scroller = byId('messages');
  #top = document.createElement('div');
  #conversation = null;
  #entries = new Map();
  #messages = new WeakMap();
  #pinned = true;

  /** @param composer what replies and edits go to */
  constructor(chat, composer) {
    this.#chat = chat;
    this.#composer = composer;
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
    this.#scroller.addEventListener('keydown', event => this.#moveFocus(event));
    // Tab comes from the newest one.
    this.#scroller.addEventListener('focusout', ({ relatedTarget }) => {
      if (!relatedTarget?.matches('.more')) this.#newestIsTabStop();
    });
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
    this.#newestIsTabStop();
    this.scrollToBottom();
  }

  scrollToBottom() {
    this.#pinned = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scrolled();
  }

  /** Asks for older messages where their place is near. */
  fill() {
    if (this.#conversation && this.#scroller.scrollTop < NEAR_TOP_PX) this.#chat.history.loadOlder(this.#conversation);
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
    this.#paint(entry, message);
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
    this.#newestIsTabStop();
    if (this.#pinned || (isNew && this.#chat.isOwn(message))) this.scrollToBottom();
    else this.#scrolled();
  }

  #drop(message) {
    const entry = this.#entries.get(message);
    if (!entry) return;
    const next = entry.nextElementSibling;
    if (entry.contains(document.activeElement)) byId('compose').focus();
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
    const entry = messageElement(message, this.#chat.isOwn(message));
    this.#entries.set(message, entry);
    this.#messages.set(entry, message);
    this.#paint(entry, message);
    return entry;
  }

  #paint(entry, message) {
    const conversation = this.#conversation;
    paintMessage(entry, message, {
      state: this.#chat.isOwn(message) ? conversation.stateOf(message) : undefined,
      user: this.#chat.user,
      permit: ({ ref }) => this.#chat.actions.permitDownload(conversation, message, ref),
    });
  }

  /** From the newest upwards, until one that can't change any more. */
  #paintMarkers() {
    for (let entry = this.#scroller.lastElementChild; entry !== this.#top; entry = entry.previousElementSibling) {
      const message = this.#messages.get(entry);
      if (!this.#chat.isOwn(message)) continue;
      if (entry.querySelector('.message').dataset.state === 'read') return;
      this.#paint(entry, message);
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
    const message = this.#messages.get(target.closest('.entry'));
    const button = target.closest('button');
    if (!message || !button) return;
    const { testid } = button.dataset;
    if (testid === 'retry') this.#chat.retry(message);
    if (testid === 'discard') this.#chat.discard(message);
    if (testid === 'retry' || testid === 'discard') byId('compose').focus();
    if (testid === 'more') openMessageMenu(button, this.#chat, this.#conversation, message, this.#composer);
    if (testid === 'quote') this.reveal(message.replyTo);
    if (testid === 'reaction') toggleReaction(this.#chat, this.#conversation, message, button.dataset.reaction);
  }

  /** Shows a message, however old, and takes the focus there. */
  async reveal(seq) {
    const conversation = this.#conversation;
    const message = await this.#chat.history.reach(conversation, seq);
    if (conversation !== this.#conversation) return;
    const entry = this.#entries.get(message);
    if (!entry) {
      tell('That message is not there any more.');
      return;
    }
    entry.scrollIntoView({ block: 'center' });
    entry.classList.remove('revealed');
    requestAnimationFrame(() => entry.classList.add('revealed'));
    this.#keepOneTabStop(entry.querySelector('.more')).focus({ preventScroll: true });
  }

  /** Tab reaches the actions of one message; the arrow keys lead to those of the others. */
  #keepOneTabStop(button) {
    for (const each of this.#scroller.querySelectorAll('.more[tabindex="0"]')) each.tabIndex = -1;
    button.tabIndex = 0;
    return button;
  }

  #newestIsTabStop() {
    if (document.activeElement.matches('.more')) return;
    const newest = [...this.#scroller.querySelectorAll('.more:not([hidden])')].at(-1);
    if (newest) this.#keepOneTabStop(newest);
  }

  #moveFocus(event) {
    if (!event.target.matches('.more')) return;
    const buttons = [...this.#scroller.querySelectorAll('.more:not([hidden])')];
    const at = buttons.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (buttons[to]) this.#keepOneTabStop(buttons[to]).focus();
  }

  /** A screen reader reads new messages out, but not pages of old ones. */
  #silently(change) {
    this.#scroller.setAttribute('aria-live', 'off');
    change();
    setTimeout(() => this.#scroller.setAttribute('aria-live', 'polite'), 500);
  }
}
