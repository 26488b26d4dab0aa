// The list of conversations: one row each, moved to its place when something happens in it.

import { fullTimeOf, shortTime } from './format.js';
import { byId, copyOf, paintAvatar, paintBadge, paintTicks, wordsOf } from './view-parts.js';

const NEAR_END_PX = 300;

export class ListView {
  #chat;
  #list = byId('rows');
  #rows = new Map();
  #conversations = new WeakMap();

  constructor(chat, open) {
    this.#chat = chat;
    chat.addEventListener('list', () => this.#paintAll());
    chat.addEventListener('conversation', ({ detail }) => this.#paint(detail.conversation));
    chat.addEventListener('removed', ({ detail }) => this.#remove(detail.conversation));
    this.#list.addEventListener('click', ({ target }) => {
      const row = target.closest('.row');
      if (row) open(this.#conversations.get(row));
    });
    this.#list.addEventListener('keydown', event => this.#moveFocus(event));
    byId('list').addEventListener('scroll', ({ target }) => {
      const left = target.scrollHeight - target.scrollTop - target.clientHeight;
      if (left < NEAR_END_PX) chat.conversations.loadMore();
    });
  }

  /** @returns false where there is no row to take the focus */
  focus(conversation) {
    const row = this.#rows.get(conversation)?.firstElementChild ?? this.#list.querySelector('.row');
    row?.focus();
    return Boolean(row);
  }

  /** Times are told relative to today. */
  refreshTimes() {
    this.#paintAll();
  }

  #paintAll() {
    const present = new Set(this.#chat.conversations);
    for (const conversation of [...this.#rows.keys()]) if (!present.has(conversation)) this.#remove(conversation);
    const order = this.#chat.conversations.newestFirst();
    for (const conversation of [...order].reverse()) this.#paint(conversation, order);
    this.#paintHint();
  }

  #paintHint() {
    byId('list-hint').hidden = this.#rows.size > 0;
    byId('list-hint').textContent = this.#chat.conversations.loaded
      ? 'No conversations yet. Type a name above to write to someone.' : 'Loading…';
  }

  #paint(conversation, order = this.#chat.conversations.newestFirst()) {
    let item = this.#rows.get(conversation);
    if (!item) {
      item = copyOf('row-template');
      item.firstElementChild.dataset.peer = conversation.peer;
      paintAvatar(item.querySelector('.avatar'), conversation.peer);
      this.#rows.set(conversation, item);
      this.#conversations.set(item.firstElementChild, conversation);
    }
    const name = conversation.context ? `${conversation.peer} · ${conversation.context}` : conversation.peer;
    item.querySelector('.row-name').textContent = name;
    this.#paintLast(item, conversation);
    paintBadge(item.querySelector('.badge'), this.#chat.unreadOf(conversation));
    if (conversation === this.#chat.open) item.firstElementChild.setAttribute('aria-current', 'true');
    else item.firstElementChild.removeAttribute('aria-current');
    this.#place(item, order.slice(order.indexOf(conversation) + 1));
    this.#paintHint();
  }

  #paintLast(item, conversation) {
    const last = conversation.newest;
    const preview = item.querySelector('.preview');
    const time = item.querySelector('.row-time');
    preview.textContent = last ? wordsOf(last) : conversation.draft.trim() || 'New conversation';
    time.textContent = last ? shortTime(last.at) : '';
    time.dateTime = last?.at ?? '';
    time.title = last ? fullTimeOf(last.at) : '';
    const own = last && this.#chat.isOwn(last);
    paintTicks(item.querySelector('.ticks'), own ? conversation.stateOf(last) : undefined);
  }

  #place(item, older) {
    const below = older.find(each => this.#rows.get(each)?.isConnected);
    const next = below ? this.#rows.get(below) : null;
    if (item.isConnected && item.nextElementSibling === next) return;
    const focused = item.contains(document.activeElement);
    this.#list.insertBefore(item, next);
    if (focused) item.firstElementChild.focus({ preventScroll: true });
    this.#keepOneTabStop();
  }

  #remove(conversation) {
    this.#rows.get(conversation)?.remove();
    this.#rows.delete(conversation);
    this.#keepOneTabStop();
    this.#paintHint();
  }

  /** Tab reaches the list once; the arrow keys move within it. */
  #keepOneTabStop(row = this.#list.querySelector('[tabindex="0"]') ?? this.#list.querySelector('.row')) {
    for (const each of this.#list.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
    if (row) row.tabIndex = 0;
  }

  #moveFocus(event) {
    const rows = [...this.#list.querySelectorAll('.row')];
    const at = rows.indexOf(document.activeElement);
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const row = rows[targets[event.key]];
    if (!row) return;
    event.preventDefault();
    this.#keepOneTabStop(row);
    row.focus();
  }
}
