// The dialog of those whom the user has blocked.

import { attempt } from './view-dialogs.js';
import { byId, copyOf, paintAvatar } from './view-parts.js';

export class BlockedDialog {
  #chat;
  #dialog = byId('blocked-dialog');

  constructor(chat) {
    this.#chat = chat;
    byId('show-blocked').addEventListener('click', () => {
      this.#paint();
      this.#dialog.showModal();
    });
    chat.addEventListener('people', () => {
      if (this.#dialog.open) this.#paint();
    });
  }

  #paint() {
    const users = [...this.#chat.blocks];
    const focused = this.#dialog.contains(document.activeElement);
    byId('blocked-hint').hidden = users.length > 0;
    byId('blocked-users').replaceChildren(...users.map(user => this.#itemOf(user)));
    if (focused && !this.#dialog.contains(document.activeElement)) this.#dialog.querySelector('button')?.focus();
  }

  #itemOf(user) {
    const item = copyOf('blocked-template');
    paintAvatar(item.querySelector('.avatar'), user);
    item.querySelector('.row-name').textContent = user;
    const button = item.querySelector('button');
    button.ariaLabel = `Unblock ${user}`;
    button.addEventListener('click', () => attempt(() => this.#chat.actions.block(user, false)));
    return item;
  }
}
