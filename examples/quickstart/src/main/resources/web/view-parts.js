// Small pieces that several views share.

import { hueOf, initials } from './format.js';

/** Touch is the main way to point: to focus a field would bring up a keyboard on the screen. */
export const coarsePointer = matchMedia('(pointer: coarse)');

export const byId = id => document.getElementById(id);

const STATE_LABELS = {
  pending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not sent',
};

export function copyOf(templateId) {
  return byId(templateId).content.firstElementChild.cloneNode(true);
}

export function paintAvatar(element, name) {
  element.textContent = initials(name);
  element.style.setProperty('--hue', hueOf(name));
}

/** @param state one of pending, sent, delivered, read, failed; undefined hides the ticks */
export function paintTicks(element, state) {
  element.hidden = state === undefined;
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  element.setAttribute('aria-label', STATE_LABELS[state] ?? '');
  element.querySelector('use').setAttribute('href', `#icon-${state}`);
}

export function paintBadge(element, count) {
  element.hidden = count === 0;
  element.textContent = count > 99 ? '99+' : count || '';
  if (count > 0) element.setAttribute('aria-label', `${count} unread`);
}

/** What a message says in words, also where it has none. */
export function wordsOf({ text, recalled, hidden, attachments }) {
  if (recalled) return 'Message recalled';
  if (hidden) return 'Message hidden';
  if (text !== undefined) return text;
  return attachments ? attachments.map(each => each.name).join(', ') : 'Message without text';
}
