// The list of conversations: one row each, moved to its place when something happens in it. Archived ones have a section
// of their own, below.

import { fullTimeOf, shortTime } from './format.js';
import { byId, copyOf, paintAvatar, paintBadge, paintTicks, wordsOf } from './view-parts.js';

const NEAR_END_PX = 300;

export class ListView {
  #chat;
  #list = byId('rows');
  #archive = byId('archived-rows');
  #rows = new Map();
  #conversations = new WeakMap();

  constructor(chat, open) {
    this.#chat = chat;
    chat.addEventListener('list', () => this.#paintAll());
    chat.addEventListener('conversation', ({ detail }) => this.#paint(detail.conversation));
    chat.addEventListener('typing', ({ detail }) => this.#paint(detail.conversation));
    chat.addEventListener('removed', ({ detail }) => this.#remove(detail.conversation));
    for (const list of [this.#list, this.#archive]) {
      list.addEventListener('click', ({ target }) => {
        const row = target.closest('.row');
        if (row) open(this.#conversations.get(row));
      });
      list.addEventListener('keydown', event => this.#moveFocus(event, list));
    }
    byId('show-archived').addEventListener('click', () => this.#showArchive(this.#archive.hidden));
    byId('list').addEventListener('scroll', ({ target }) => {
      const left = target.scrollHeight - target.scrollTop - target.clientHeight;
      if (left < NEAR_END_PX) chat.conversations.loadMore();
    });
  }

  /** @returns false where there is no row to take the focus */
  focus(conversation) {
    const own = this.#rows.get(conversation)?.firstElementChild;
    const row = own?.checkVisibility() ? own : this.#list.querySelector('.row');
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
    const order = this.#chat.conversations.inOrder();
    for (const conversation of [...order].reverse()) this.#paint(conversation, order);
    this.#paintArchive();
    this.#paintHint();
  }

  #paintHint() {
    byId('list-hint').hidden = this.#list.children.length > 0;
    byId('list-hint').textContent = this.#chat.conversations.loaded
      ? 'No conversations yet. Type a name above to write to someone.' : 'Loading…';
  }

  #showArchive(open) {
    this.#archive.hidden = !open;
    byId('show-archived').setAttribute('aria-expanded', open);
  }

  #paintArchive() {
    const archived = [...this.#chat.conversations].filter(each => each.archived);
    byId('archive').hidden = archived.length === 0;
    const unread = archived.reduce((sum, each) => sum + this.#chat.unreadOf(each), 0);
    paintBadge(byId('archive-unread'), unread);
  }

  #paint(conversation, order = this.#chat.conversations.inOrder()) {
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
    this.#paintSettings(item, conversation);
    if (conversation === this.#chat.open) item.firstElementChild.setAttribute('aria-current', 'true');
    else item.firstElementChild.removeAttribute('aria-current');
    const older = order.slice(order.indexOf(conversation) + 1).filter(each => each.archived === conversation.archived);
    this.#place(item, conversation.archived ? this.#archive : this.#list, older);
    this.#paintArchive();
    this.#paintHint();
  }

  #paintSettings(item, conversation) {
    const muted = this.#chat.isMuted(conversation);
    item.querySelector('.muted').hidden = !muted;
    item.querySelector('.pinned').hidden = !conversation.pinned;
    item.querySelector('.badge').classList.toggle('quiet', muted);
    item.querySelector('.dot').hidden = !this.#chat.presence.of(conversation.peer)?.online;
  }

  #paintLast(item, conversation) {
    const last = conversation.newest;
    const preview = item.querySelector('.preview');
    const time = item.querySelector('.row-time');
    const typing = this.#chat.isPeerTyping(conversation);
    preview.classList.toggle('is-typing', typing);
    if (typing) preview.textContent = 'typing…';
    else preview.textContent = last ? wordsOf(last) : conversation.draft.trim() || 'New conversation';
    time.textContent = last ? shortTime(last.at) : '';
    time.dateTime = last?.at ?? '';
    time.title = last ? fullTimeOf(last.at) : '';
    const own = last && this.#chat.isOwn(last);
    paintTicks(item.querySelector('.ticks'), own && !typing && !last.recalled ? conversation.stateOf(last) : undefined);
  }

  #place(item, list, older) {
    const below = older.find(each => this.#rows.get(each)?.parentElement === list);
    const next = below ? this.#rows.get(below) : null;
    if (item.parentElement === list && item.nextElementSibling === next) return;
    const focused = item.contains(document.activeElement);
    list.insertBefore(item, next);
    if (focused) item.firstElementChild.focus({ preventScroll: true });
    this.#keepOneTabStop(this.#list);
    this.#keepOneTabStop(this.#archive);
  }

  #remove(conversation) {
    this.#rows.get(conversation)?.remove();
    this.#rows.delete(conversation);
    this.#keepOneTabStop(this.#list);
    this.#keepOneTabStop(this.#archive);
    this.#paintArchive();
    this.#paintHint();
  }

  /** Tab reaches a list once; the arrow keys move within it. */
  #keepOneTabStop(list, row = list.querySelector('[tabindex="0"]') ?? list.querySelector('.row')) {
    for (const each of list.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
    if (row) row.tabIndex = 0;
  }

  #moveFocus(event, list) {
    const rows = [...list.querySelectorAll('.row')];
    const at = rows.indexOf(document.activeElement);
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const row = rows[targets[event.key]];
    if (!row) return;
    event.preventDefault();
    this.#keepOneTabStop(list, row);
    row.focus();
  }
}
