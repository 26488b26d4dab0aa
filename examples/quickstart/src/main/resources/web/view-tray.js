// The files that will go with the next message, and how far they are uploaded.

import { sizeOf } from './format.js';
import { Upload } from './upload.js';
import { byId, copyOf } from './view-parts.js';
import { tell } from './view-dialogs.js';

export class Tray {
  #chat;
  #onChange;
  #elements = new WeakMap();

  constructor(chat, onChange) {
    this.#chat = chat;
    this.#onChange = onChange;
    const chooser = byId('files');
    byId('attach').addEventListener('click', () => chooser.click());
    chooser.addEventListener('change', () => {
      this.#add(chooser.files);
      chooser.value = '';
    });
    byId('compose').addEventListener('paste', event => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      this.#add(event.clipboardData.files);
    });
    this.#acceptDrops(byId('conversation'));
    // Elsewhere a browser would leave the page for the file.
    for (const type of ['dragover', 'drop']) document.addEventListener(type, event => event.preventDefault());
  }

  get #uploads() {
    return this.#chat.open?.uploads ?? [];
  }

  /** What the message says of them. */
  get attachments() {
    return this.#uploads.map(each => each.attachment);
  }

  /** Whether one of them is not there yet. */
  get isBusy() {
    return this.#uploads.some(each => each.state !== 'done');
  }

  clear() {
    for (const upload of this.#uploads) upload.close();
    this.#chat.open.uploads = [];
  }

  paint() {
    const { attachments = 0 } = this.#chat.actions.limits;
    byId('attach').hidden = attachments === 0 || this.#chat.open.editing !== null;
    const tray = byId('tray');
    const items = this.#uploads.map(upload => this.#elementOf(upload));
    for (const child of [...tray.children]) if (!items.includes(child)) child.remove();
    tray.append(...items.filter(item => !item.isConnected));
    tray.hidden = items.length === 0 || this.#chat.open.editing !== null;
    for (const upload of this.#uploads) this.#paintOne(upload);
  }

  #add(files) {
    const { open, actions } = this.#chat;
    if (!open || open.editing || !files.length) return;
    const room = (actions.limits.attachments ?? 0) - open.uploads.length;
    if (files.length > room) tell(`A message can have ${actions.limits.attachments ?? 'no'} attachments.`);
    for (const file of [...files].slice(0, Math.max(0, room))) {
      const upload = new Upload(file, actions);
      upload.onChange = () => {
        if (this.#chat.open === open) this.#onChange();
      };
      open.uploads.push(upload);
    }
    this.#onChange();
    byId('compose').focus();
  }

  #remove(upload) {
    upload.close();
    this.#chat.open.uploads = this.#uploads.filter(each => each !== upload);
    this.#onChange();
    byId('compose').focus();
  }

  #elementOf(upload) {
    const known = this.#elements.get(upload);
    if (known) return known;
    const element = copyOf('upload-template');
    element.querySelector('.file-name').textContent = upload.name;
    const picture = element.querySelector('img');
    picture.hidden = !upload.picture;
    if (upload.picture) picture.src = upload.picture;
    element.querySelector('.remove').ariaLabel = `Remove ${upload.name}`;
    element.querySelector('progress').ariaLabel = `Upload of ${upload.name}`;
    element.querySelector('.remove').addEventListener('click', () => this.#remove(upload));
    element.querySelector('.again').addEventListener('click', () => upload.start());
    this.#elements.set(upload, element);
    return element;
  }

  #paintOne(upload) {
    const element = this.#elementOf(upload);
    element.dataset.state = upload.state;
    element.querySelector('progress').hidden = upload.state !== 'uploading';
    element.querySelector('progress').value = upload.progress;
    element.querySelector('.again').hidden = upload.state !== 'failed';
    const words = { uploading: `${Math.floor(upload.progress * 100)} %`, done: sizeOf(upload.bytes), failed: upload.reason };
    element.querySelector('.file-size').textContent = words[upload.state];
  }

  #acceptDrops(area) {
    const mark = over => area.classList.toggle('dropping', over);
    area.addEventListener('dragover', event => {
      if (!event.dataTransfer.types.includes('Files') || byId('attach').hidden || byId('composer').hidden) return;
      event.preventDefault();
      mark(true);
    });
    area.addEventListener('dragleave', event => {
      if (!area.contains(event.relatedTarget)) mark(false);
    });
    area.addEventListener('drop', event => {
      if (!area.classList.contains('dropping')) return;
      event.preventDefault();
      mark(false);
      this.#add(event.dataTransfer.files);
    });
  }
}
