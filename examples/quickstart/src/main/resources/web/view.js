// The whole window once signed in: two panes, the connection's state, the title.

import { millisToMidnight } from './format.js';
import { byId, coarsePointer, paintAvatar } from './view-parts.js';
import { BlockedDialog } from './view-blocked.js';
import { ChatView } from './view-chat.js';
import { tell } from './view-dialogs.js';
import { ListView } from './view-list.js';
import { SearchView } from './view-search.js';

const onePane = matchMedia('(max-width: 719px)');
const MAX_NAME_LENGTH = 128;
const BRIEF_MS = 1000;
const MUTE_CHECK_MS = 30_000;

export class AppView {
  #chat;
  #list;
  #pane;
  #countdown = null;
  #wasOnline = false;

  constructor(chat, connection) {
    this.#chat = chat;
    this.#list = new ListView(chat, conversation => this.#open(conversation));
    const search = new SearchView(chat, (id, seq) => this.#reveal(id, seq));
    this.#pane = new ChatView(chat, connection, conversation => {
      if (onePane.matches) this.#back();
      search.within(conversation);
    });
    new BlockedDialog(chat);
    connection.onState = state => this.#paintConnection(state);
    chat.addEventListener('unread', () => this.#paintTitle());
    chat.addEventListener('incoming', ({ detail }) => {
      if (detail.conversation !== chat.open && !chat.isMuted(detail.conversation)) this.#announce(`New message from ${detail.conversation.peer}`);
    });
    paintAvatar(byId('own-avatar'), chat.user);
    byId('own-name').textContent = byId('own-name').title = chat.user;
    byId('reconnect').addEventListener('click', () => connection.connect());
    byId('start-form').addEventListener('submit', event => this.#start(event));
    byId('new-peer').addEventListener('input', () => (byId('start-error').textContent = ''));
    byId('back').addEventListener('click', () => this.#back());
    byId('chat').addEventListener('keydown', event => this.#escape(event));
    history.replaceState(null, '');
    window.addEventListener('popstate', () => this.#close());
    window.addEventListener('beforeunload', event => {
      if (chat.unsentCount > 0) event.preventDefault();
    });
    this.#refreshAtMidnight();
    setInterval(() => chat.recheckMuted(), MUTE_CHECK_MS);
    byId('app').hidden = false;
    if (!coarsePointer.matches) byId('new-peer').focus();
  }

  #start(event) {
    event.preventDefault();
    const input = byId('new-peer');
    const name = input.value.trim();
    if (name === this.#chat.user) byId('start-error').textContent = 'That is you. Type the name of someone else.';
    if (name === '' || name === this.#chat.user || name.length > MAX_NAME_LENGTH) return;
    input.value = '';
    this.#open(this.#chat.conversations.with(name));
  }

  #open(conversation) {
    // On one pane, the browser's own "back" leads to the list.
    if (onePane.matches && history.state !== 'chat') history.pushState('chat', '');
    byId('app').dataset.pane = 'chat';
    this.#pane.show(conversation);
    this.#pane.focus();
  }

  async #reveal(id, seq) {
    const conversation = await this.#chat.find(id);
    if (!conversation) {
      tell('That conversation can’t be shown now.');
      return;
    }
    this.#open(conversation);
    await this.#pane.reveal(seq);
  }

  #close() {
    const closed = this.#chat.open;
    if (!closed) return;
    byId('app').dataset.pane = 'list';
    this.#pane.show(null);
    if (!this.#list.focus(closed)) byId('new-peer').focus();
  }

  #escape(event) {
    if (event.key !== 'Escape' || event.isComposing || !this.#chat.open) return;
    if (onePane.matches) this.#back();
    else this.#list.focus(this.#chat.open);
  }

  #back() {
    if (history.state === 'chat') history.back();
    else this.#close();
  }

  #paintConnection({ state, retryAt, reason }) {
    clearInterval(this.#countdown);
    byId('connection').dataset.state = state;
    if (state === 'online' || reason || retryAt - Date.now() > BRIEF_MS) byId('notice').hidden = state === 'online';
    byId('notice-text').textContent = reason ?? 'What you write is sent as soon as you are connected again.';
    const paint = () => {
      const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
      const offline = reason ? 'Disconnected' : `Offline, retry in ${seconds} s`;
      const text = { online: 'Connected', connecting: 'Connecting…', offline }[state];
      byId('connection-text').textContent = text;
      byId('chat-connection').textContent = state === 'online' ? '' : text;
    };
    paint();
    if (retryAt) this.#countdown = setInterval(paint, 250);
    if (state === 'online') this.#pane.connected();
    else this.#chat.disconnected();
    if (state !== 'connecting' && this.#wasOnline !== (state === 'online')) {
      this.#wasOnline = state === 'online';
      this.#announce(this.#wasOnline ? 'Connected' : reason ?? 'Offline');
    }
  }

  #paintTitle() {
    const unread = this.#chat.totalUnread;
    document.title = unread > 0 ? `(${unread}) Duologue` : 'Duologue';
  }

  #announce(text) {
    byId('announcer').textContent = text;
  }

  #refreshAtMidnight() {
    setTimeout(() => {
      this.#list.refreshTimes();
      this.#pane.refreshDays();
      this.#refreshAtMidnight();
    }, millisToMidnight());
  }
}
