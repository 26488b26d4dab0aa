// Attachments of a message: pictures are shown when they come in sight, anything else can be saved.

import { PICTURES, urlOfPreview } from './pictures.js';
import { attempt } from './view-dialogs.js';
import { sizeOf } from './format.js';

const RETRY_MS = 1000;
const LAST_RETRY_MS = 16_000;

const inSight = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    inSight.unobserve(target);
    target.dispatchEvent(new Event('insight'));
  }
});

/** @param permit `async (attachment) => {url}`, or null where they can't be had yet */
export function attachmentElements(attachments, permit) {
  return attachments.map(attachment => (PICTURES.has(attachment.mediaType)
    ? pictureElement(attachment, permit) : fileElement(attachment, permit)));
}

function pictureElement(attachment, permit) {
  const button = buttonFor(attachment, permit, 'picture');
  const picture = document.createElement('img');
  picture.alt = '';
  const preview = attachment.preview ? urlOfPreview(attachment.preview) : null;
  if (preview) {
    picture.src = preview;
    picture.className = 'preview-only';
    picture.addEventListener('load', () => URL.revokeObjectURL(preview), { once: true });
  }
  button.append(picture);
  if (permit) {
    picture.addEventListener('insight', () => load(picture, attachment, permit), { once: true });
    inSight.observe(picture);
  }
  return button;
}

/** Tries again a few times. Then the stand-in remains; who asks for the picture is told why it can't be had. */
async function load(picture, attachment, permit, pause = RETRY_MS) {
  try {
    const whole = new Image();
    whole.alt = '';
    whole.src = (await permit(attachment)).url;
    await whole.decode();
    picture.replaceWith(whole);
  } catch {
    if (pause > LAST_RETRY_MS) return;
    setTimeout(() => picture.isConnected && load(picture, attachment, permit, 2 * pause), pause);
  }
}

function fileElement(attachment, permit) {
  const button = buttonFor(attachment, permit, 'file');
  const name = document.createElement('span');
  name.className = 'file-name';
  name.dir = 'auto';
  name.textContent = attachment.name;
  const size = document.createElement('span');
  size.className = 'file-size';
  size.textContent = sizeOf(attachment.bytes);
  button.append(name, size);
  return button;
}

function buttonFor(attachment, permit, kind) {
  const button = document.createElement('button');
  button.className = `attachment ${kind}`;
  button.dataset.testid = 'attachment';
  button.disabled = !permit;
  const what = kind === 'picture' ? 'Save picture' : 'Save file';
  button.setAttribute('aria-label', `${what} ${attachment.name}, ${sizeOf(attachment.bytes)}`);
  button.title = attachment.name;
  button.addEventListener('click', () => attempt(async () => save(attachment.name, await permit(attachment))));
  return button;
}

function save(name, { url }) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
