// Asking back before what can't be undone, and telling what did not work.

import { byId } from './view-parts.js';

const TOLD_MS = 8_000;
let silence = null;

/** @returns whether the user agreed */
export function confirmed(question, yes) {
  const dialog = byId('confirm');
  byId('confirm-text').textContent = question;
  byId('confirm-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** Says it where eyes and screen readers find it. */
export function tell(text) {
  const toast = byId('toast');
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => (toast.hidden = true), TOLD_MS);
}

/** Runs what the server may refuse, and says why where it does. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    tell(error.message);
    return undefined;
  }
}

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-close]');
    if (button) dialog.close(button.dataset.close);
  });
}
