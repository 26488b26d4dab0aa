// The pane of one conversation: who it is with, its messages, and the composer.

import { byId, coarsePointer, paintAvatar, paintBadge } from './view-parts.js';
import { MessagesView } from './view-messages.js';

export class ChatView {
  #chat;
  #connection;
  #messages;
  #compose = byId('compose');

  constructor(chat, connection) {
    this.#chat = chat;
    this.#connection = connection;
    this.#messages = new MessagesView(chat);
    this.#messages.onScroll = () => this.attend();
    chat.addEventListener('reset', () => this.attend());
    chat.addEventListener('conversation', ({ detail }) => {
      if (detail.conversation === chat.open) this.#paintJump();
    });
    for (const type of ['focus', 'blur']) window.addEventListener(type, () => this.attend());
    document.addEventListener('visibilitychange', () => this.attend());
    byId('jump').addEventListener('click', () => {
      this.#messages.scrollToBottom();
      this.focus();
    });
    byId('composer').addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
    this.#compose.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#compose.addEventListener('input', () => this.#typed());
  }

  /** @param conversation null closes the pane */
  show(conversation) {
    this.#chat.show(conversation);
    byId('no-chat').hidden = conversation !== null;
    byId('conversation').hidden = conversation === null;
    if (conversation) {
      paintAvatar(byId('peer-avatar'), conversation.peer);
      byId('peer-name').textContent = byId('peer-name').title = conversation.peer;
      byId('peer-context').textContent = conversation.context ?? '';
      byId('messages').setAttribute('aria-label', `Messages with ${conversation.peer}`);
      this.#compose.value = conversation.draft;
      this.#typed();
    }
    this.#messages.show(conversation);
    this.attend();
  }

  focus() {
    (coarsePointer.matches ? byId('messages') : this.#compose).focus({ preventScroll: true });
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
    this.#typed();
  }

  refreshDays() {
    this.#messages.refreshDays();
  }

  #paintJump() {
    byId('jump').hidden = this.#messages.atBottom;
    paintBadge(byId('jump-count'), this.#chat.open ? this.#chat.unreadOf(this.#chat.open) : 0);
  }

  #typed() {
    const { open } = this.#chat;
    if (!open) return;
    open.draft = this.#compose.value;
    this.#fitHeight();
    const excess = this.#excessBytes();
    byId('compose-error').textContent = excess > 0 ? `Too long by ${excess} byte${excess === 1 ? '' : 's'}.` : '';
    this.#compose.setAttribute('aria-invalid', excess > 0);
  }

  #fitHeight() {
    const { style, offsetHeight, clientHeight } = this.#compose;
    style.height = 'auto';
    style.height = `${this.#compose.scrollHeight + offsetHeight - clientHeight}px`;
  }

  #excessBytes() {
    const { textBytes = Infinity } = this.#connection.limits;
    return new TextEncoder().encode(this.#compose.value.trimEnd()).length - textBytes;
  }

  #send() {
    const text = this.#compose.value.trimEnd();
    if (text === '' || this.#excessBytes() > 0) return;
    this.#compose.value = '';
    this.#typed();
    this.#chat.send(this.#chat.open, text);
    this.#compose.focus();
  }
}
