// The pane of one conversation: who it is with, its messages, and the composer.

import { Composer } from './view-composer.js';
import { PeerHeader } from './view-peer.js';
import { byId, coarsePointer, paintBadge } from './view-parts.js';
import { MessagesView } from './view-messages.js';

export class ChatView {
  #chat;
  #composer;
  #header;
  #messages;

  /** @param search `(conversation) => …`, where the user wants to search in it */
  constructor(chat, connection, search) {
    this.#chat = chat;
    this.#composer = new Composer(chat, connection);
    this.#header = new PeerHeader(chat, search);
    this.#composer.onUnblock = () => this.#header.unblock();
    this.#messages = new MessagesView(chat, this.#composer);
    this.#messages.onScroll = () => this.attend();
    chat.addEventListener('reset', () => this.attend());
    chat.addEventListener('conversation', ({ detail }) => {
      if (detail.conversation === chat.open) this.#paintJump();
    });
    chat.addEventListener('people', ({ detail }) => {
      if (detail.user === chat.open?.peer) this.#composer.refresh();
    });
    for (const type of ['focus', 'blur']) window.addEventListener(type, () => this.attend());
    document.addEventListener('visibilitychange', () => this.attend());
    byId('jump').addEventListener('click', () => {
      this.#messages.scrollToBottom();
      this.focus();
    });
  }

  /** @param conversation null closes the pane */
  show(conversation) {
    this.#chat.show(conversation);
    byId('no-chat').hidden = conversation !== null;
    byId('conversation').hidden = conversation === null;
    if (conversation) {
      byId('messages').setAttribute('aria-label', `Messages with ${conversation.peer}`);
      this.#header.show(conversation);
      this.#composer.show();
    }
    this.#messages.show(conversation);
    this.attend();
  }

  /** Shows a message, however old. */
  reveal(seq) {
    return this.#messages.reveal(seq);
  }

  focus() {
    if (coarsePointer.matches) byId('messages').focus({ preventScroll: true });
    else this.#composer.focus();
  }

  /** Tells whether the newest message is before someone's eyes. */
  attend() {
    const { open } = this.#chat;
    const looking = document.visibilityState === 'visible' && document.hasFocus();
    this.#chat.attend(open?.loaded && looking && this.#messages.atBottom ? open : null);
    this.#paintJump();
  }

  /** Something that failed for want of a connection may work now. */
  connected() {
    this.#messages.fill();
    this.#composer.refresh();
  }

  refreshDays() {
    this.#messages.refreshDays();
  }

  #paintJump() {
    byId('jump').hidden = this.#messages.atBottom;
    paintBadge(byId('jump-count'), this.#chat.open ? this.#chat.unreadOf(this.#chat.open) : 0);
  }
}
