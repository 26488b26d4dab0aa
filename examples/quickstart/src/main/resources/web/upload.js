// A file on its way to where attachments lie: a permit, then one HTTP request, whose progress is told.

import { PICTURES, previewOf } from './pictures.js';

const MAX_NAME_CHARS = 255;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

const nameOf = file => file.name.replace(/[/\\\p{Cc}]/gu, '_').slice(-MAX_NAME_CHARS).toWellFormed() || 'file';

function mediaTypeOf(file) {
  const type = file.type.toLowerCase().split(';')[0].trim();
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream';
}

export class Upload {
  /** `uploading`, `done` or `failed`. */
  state = 'uploading';
  /** From 0 to 1. */
  progress = 0;
  /** Why it failed, in words. */
  reason = '';
  /** What a message says of it, once it is done. */
  attachment = null;
  /** Where the browser itself has the picture; null for other files. */
  picture = null;
  /** Called when any of these has changed. */
  onChange = () => {};
  #file;
  #actions;
  #request = null;
  #cancelled = false;

  constructor(file, actions) {
    this.#file = file;
    this.#actions = actions;
    this.name = nameOf(file);
    this.mediaType = mediaTypeOf(file);
    this.bytes = file.size;
    if (PICTURES.has(this.mediaType)) this.picture = URL.createObjectURL(file);
    this.start();
  }

  async start() {
    this.#change({ state: 'uploading', progress: 0, reason: '' });
    const { name, mediaType, bytes } = this;
    try {
      const { attachmentBytes = Infinity, previewBytes = 0 } = this.#actions.limits;
      if (bytes > attachmentBytes) throw new Error(`Too large: at most ${Math.floor(attachmentBytes / 2 ** 20)} MB.`);
      const preview = this.picture ? await previewOf(this.#file, previewBytes) : undefined;
      const permit = await this.#actions.permitUpload(name, mediaType, bytes);
      if (this.#cancelled) return;
      await this.#send(permit);
      this.attachment = { ref: permit.ref, name, mediaType, bytes, preview };
      this.#change({ state: 'done', progress: 1 });
    } catch (error) {
      if (!this.#cancelled) this.#change({ state: 'failed', reason: error.message });
    }
  }

  /** Gives it up, or forgets the browser's own copy of the picture once it is sent. */
  close() {
    this.#cancelled = true;
    this.#request?.abort();
    if (this.picture) URL.revokeObjectURL(this.picture);
  }

  #send({ url, method, headers }) {
    return new Promise((resolve, reject) => {
      const request = (this.#request = new XMLHttpRequest());
      request.open(method, url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => this.#change({ progress: total ? loaded / total : 1 });
      request.onload = () => (request.status < 300 ? resolve() : reject(new Error(`Not uploaded (${request.status}).`)));
      request.onerror = () => reject(new Error('The upload was interrupted.'));
      request.send(this.#file);
    });
  }

  #change(values) {
    Object.assign(this, values);
    this.onChange();
  }
}
