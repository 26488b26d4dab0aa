// Where messages are written: new ones, answers with a quote above, edits, and the files that go along.

import { byId, wordsOf } from './view-parts.js';
import { Tray } from './view-tray.js';

export class Composer {
  /** Called when the user wants to write to someone they have blocked. */
  onUnblock = () => {};
  #chat;
  #connection;
  #compose = byId('compose');
  #tray;
  #saving = false;

  constructor(chat, connection) {
    this.#chat = chat;
    this.#connection = connection;
    this.#tray = new Tray(chat, () => this.#paint());
    byId('composer').addEventListener('submit', event => {
      event.preventDefault();
      this.#submit();
    });
    this.#compose.addEventListener('keydown', event => this.#pressed(event));
    this.#compose.addEventListener('input', () => this.#typed());
    byId('composer').addEventListener('keydown', event => this.#escape(event));
    byId('cancel-subject').addEventListener('click', () => this.#giveUp());
    byId('unblock').addEventListener('click', () => this.onUnblock());
    chat.addEventListener('message', ({ detail: { conversation, message, dropped } }) => {
      if (!message.seq || (!dropped && !message.recalled)) return;
      if ((conversation.editing ?? conversation.replyingTo)?.seq === message.seq) this.#cancel(conversation);
    });
  }

  /** The conversation on screen is another one. */
  show() {
    const { open } = this.#chat;
    this.#error('');
    if (!open) return;
    this.#compose.value = open.editing ? open.editing.text : open.draft;
    this.#paint();
  }

  focus() {
    this.#compose.focus({ preventScroll: true });
  }

  reply(message) {
    const { open } = this.#chat;
    if (open.editing) this.#cancel();
    open.replyingTo = message;
    this.#paint();
    this.focus();
  }

  edit(message) {
    const { open } = this.#chat;
    open.replyingTo = null;
    open.editing = message;
    open.editedRevision = message.revision ?? 0;
    this.#compose.value = message.text;
    this.#paint();
    this.focus();
  }

  /** The limits, or whether the peer is blocked, may have changed. */
  refresh() {
    if (this.#chat.open) this.#paint();
  }

  #cancel(conversation = this.#chat.open) {
    const wasEdited = conversation.editing;
    conversation.editing = conversation.replyingTo = null;
    if (conversation !== this.#chat.open) return;
    if (wasEdited) this.#compose.value = conversation.draft;
    this.#error('');
    this.#paint();
  }

  #giveUp() {
    this.#cancel();
    this.focus();
  }

  #escape(event) {
    const { open } = this.#chat;
    if (event.key !== 'Escape' || event.isComposing || !(open.editing || open.replyingTo)) return;
    event.stopPropagation();
    this.#giveUp();
  }

  #pressed(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && this.#compose.value === '' && !this.#chat.open.editing) {
      const last = this.#chat.open.messages.findLast(each => this.#chat.isOwn(each));
      if (!last || last.recalled || last.text === undefined) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  #typed() {
    const { open } = this.#chat;
    if (!open) return;
    this.#error('');
    if (!open.editing) {
      open.draft = this.#compose.value;
      this.#chat.typing.wrote(open.id, open.draft.trim() === '');
    }
    this.#paint();
  }

  #paint() {
    const { open, blocks } = this.#chat;
    const blocked = blocks.has(open.peer);
    byId('blocked-bar').hidden = !blocked;
    byId('composer').hidden = blocked;
    byId('blocked-name').textContent = open.peer;
    this.#paintSubject(open);
    this.#tray.paint();
    this.#fitHeight();
    const excess = this.#excessBytes();
    if (excess > 0) this.#error(`Too long by ${excess} byte${excess === 1 ? '' : 's'}.`);
    this.#compose.setAttribute('aria-invalid', excess > 0);
    byId('send').disabled = this.#saving || this.#tray.isBusy;
    byId('send').ariaLabel = byId('send').title = open.editing ? 'Save' : 'Send';
  }

  #paintSubject({ editing, replyingTo }) {
    const subject = editing ?? replyingTo;
    byId('subject').hidden = !subject;
    if (!subject) return;
    const own = this.#chat.isOwn(subject);
    byId('subject-title').textContent = editing ? 'Editing your message' : `Replying to ${own ? 'yourself' : subject.from}`;
    byId('subject-text').textContent = wordsOf(subject);
    byId('cancel-subject').ariaLabel = byId('cancel-subject').title = editing ? 'Cancel editing' : 'Cancel reply';
  }

  #error(text) {
    byId('compose-error').textContent = text;
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

  #submit() {
    const { open } = this.#chat;
    const text = this.#compose.value.trimEnd();
    if (this.#excessBytes() > 0 || byId('send').disabled) return;
    if (open.editing) this.#save(open, text);
    else this.#send(open, text);
  }

  #send(open, text) {
    const attachments = this.#tray.attachments;
    if (text === '' && attachments.length === 0) return;
    this.#chat.send(open, { text: text || undefined, attachments, answered: open.replyingTo });
    open.draft = this.#compose.value = '';
    open.replyingTo = null;
    this.#tray.clear();
    this.#paint();
    this.focus();
  }

  /** The text stays in the field until the server has taken it. */
  async #save(open, text) {
    const message = open.editing;
    if (text === message.text) return this.#cancel();
    if (text === '') return this.#error('Nothing is left of it. You can recall it instead.');
    this.#saving = true;
    this.#paint();
    let failure = '';
    try {
      await this.#chat.actions.edit(open, { seq: message.seq, revision: open.editedRevision }, text);
    } catch (error) {
      failure = `Not saved: ${error.message}`;
    }
    this.#saving = false;
    if (!failure && open.editing === message) this.#cancel(open);
    if (open === this.#chat.open) {
      this.#paint();
      if (failure) this.#error(failure);
    }
    return undefined;
  }
}
