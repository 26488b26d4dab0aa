// Above a conversation: who it is with, whether they are there and type, and what the user has set.

import { lastSeenWords } from './format.js';
import { attempt, confirmed } from './view-dialogs.js';
import { openMenu } from './view-menu.js';
import { byId, paintAvatar } from './view-parts.js';

const HOUR_MS = 3_600_000;
const FOR_EVER = '9999-12-31T23:59:59.999Z';

export class PeerHeader {
  #chat;
  #search;
  #conversation = null;

  constructor(chat, search) {
    this.#chat = chat;
    this.#search = search;
    byId('settings').addEventListener('click', ({ currentTarget }) => this.#openMenu(currentTarget));
    chat.addEventListener('people', ({ detail }) => {
      if (detail.user === this.#conversation?.peer) this.#paint();
    });
    chat.addEventListener('conversation', ({ detail }) => {
      if (detail.conversation === this.#conversation) this.#paint();
    });
    chat.addEventListener('typing', ({ detail }) => {
      if (detail.conversation === this.#conversation) this.#paintTyping();
    });
  }

  show(conversation) {
    this.#conversation = conversation;
    paintAvatar(byId('peer-avatar'), conversation.peer);
    byId('peer-name').textContent = byId('peer-name').title = conversation.peer;
    byId('peer-context').textContent = conversation.context ?? '';
    this.#paint();
    this.#paintTyping();
  }

  unblock() {
    return attempt(() => this.#chat.actions.block(this.#conversation.peer, false));
  }

  #paint() {
    const { peer, id } = this.#conversation;
    const presence = this.#chat.presence.of(peer);
    const seen = presence?.lastSeen ? lastSeenWords(presence.lastSeen) : '';
    byId('peer-presence').textContent = presence?.online ? 'Online' : seen;
    byId('peer-presence').dataset.online = Boolean(presence?.online);
    byId('peer-muted').hidden = !this.#chat.isMuted(this.#conversation);
    byId('settings').hidden = !id;
  }

  #paintTyping() {
    const typing = this.#chat.isPeerTyping(this.#conversation);
    byId('typing').textContent = typing ? `${this.#conversation.peer} is typing…` : '';
  }

  #openMenu(button) {
    const conversation = this.#conversation;
    const { peer, pinned, archived } = conversation;
    const set = settings => () => attempt(() => this.#chat.actions.configure(conversation, settings));
    const muteFor = millis => () => set({ mutedUntil: new Date(this.#chat.now() + millis).toISOString() })();
    const items = this.#chat.isMuted(conversation) ? [{ text: 'Unmute', run: set({ mutedUntil: null }) }] : [
      { text: 'Mute for 1 hour', run: muteFor(HOUR_MS) },
      { text: 'Mute for 8 hours', run: muteFor(8 * HOUR_MS) },
      { text: 'Mute for ever', run: set({ mutedUntil: FOR_EVER }) },
    ];
    items.push({ text: pinned ? 'Unpin' : 'Pin', run: set({ pinned: !pinned }) });
    items.push({ text: archived ? 'Move out of the archive' : 'Archive', run: set({ archived: !archived }) });
    if (this.#chat.search.available) items.push({ text: 'Search here', run: () => this.#search(conversation) });
    if (this.#chat.blocks.has(peer)) items.push({ text: 'Unblock', run: () => this.unblock() });
    else items.push({ text: 'Block', danger: true, run: () => this.#block(peer) });
    openMenu(button, 'Conversation', items);
  }

  async #block(peer) {
    const question = `Block ${peer}? Neither of you can write to the other until you unblock them. They are not told.`;
    if (await confirmed(question, 'Block')) await attempt(() => this.#chat.actions.block(peer, true));
  }
}
