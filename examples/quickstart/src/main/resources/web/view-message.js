// One message on screen: its element, and what of it may change.

import { fullTimeOf, timeOf } from './format.js';
import { attachmentElements } from './view-attachments.js';
import { copyOf, paintTicks, wordsOf } from './view-parts.js';

/** @returns a new element; `paintMessage` fills it */
export function messageElement(message, own) {
  const entry = copyOf('message-template');
  entry.classList.add(own ? 'own' : 'peer');
  entry.querySelector('.author').textContent = own ? 'You:' : `${message.from}:`;
  return entry;
}

/**
 * @param state of one's own message, or undefined
 * @param user who looks at it
 * @param permit `async (attachment) => {url}`
 */
export function paintMessage(entry, message, { state, user, permit }) {
  const element = entry.querySelector('.message');
  element.classList.toggle('recalled', Boolean(message.recalled));
  const text = message.recalled || message.text !== undefined || !message.attachments ? wordsOf(message) : '';
  setText(entry.querySelector('.text'), text);
  paintTime(entry, message);
  paintQuote(entry, message, user);
  paintAttachments(entry, message, permit);
  paintReactions(entry, message, user);
  if (message.seq) element.dataset.seq = message.seq;
  if (state) element.dataset.state = state;
  paintTicks(entry.querySelector('.ticks'), message.recalled ? undefined : state);
  entry.querySelector('.more').hidden = !message.seq;
  entry.querySelector('.failure')?.remove();
  if (state === 'failed') {
    const failure = copyOf('failure-template');
    failure.querySelector('.reason').textContent = `Not sent: ${message.failure}`;
    element.append(failure);
  }
}

/** What has not changed is left alone, or screen readers would read it out again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function paintTime(entry, message) {
  const time = entry.querySelector('time');
  const edited = entry.querySelector('.edited');
  setText(time, timeOf(message.at));
  time.dateTime = message.at;
  time.title = fullTimeOf(message.at);
  edited.hidden = !message.revision;
  edited.title = message.editedAt ? fullTimeOf(message.editedAt) : '';
  // the stylesheet keeps this room free
  entry.querySelector('.body').dataset.time = message.revision ? `Edited ${time.textContent}` : time.textContent;
  entry.querySelector('.more').setAttribute('aria-label', `Actions for the message of ${time.textContent}`);
}

function paintQuote(entry, { quote, replyTo }, user) {
  const element = entry.querySelector('.quote');
  element.hidden = !quote;
  if (!quote) return;
  element.dataset.seq = replyTo;
  setText(element.querySelector('.quote-author'), quote.from === user ? 'You' : quote.from);
  setText(element.querySelector('.quote-text'), wordsOf(quote));
}

/** Drawn once, and again when the message has got its place, from where they can be had. */
function paintAttachments(entry, { attachments = [], seq }, permit) {
  const element = entry.querySelector('.attachments');
  const shown = JSON.stringify([Boolean(seq), attachments.map(each => each.ref)]);
  if (element.dataset.shown === shown) return;
  element.dataset.shown = shown;
  element.replaceChildren(...attachmentElements(attachments, seq ? permit : null));
}

function paintReactions(entry, { reactions = [] }, user) {
  const element = entry.querySelector('.reactions');
  const shown = JSON.stringify(reactions);
  if (element.dataset.shown === shown) return;
  element.dataset.shown = shown;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.reaction : undefined;
  element.replaceChildren(...reactions.map(({ reaction, by }) => {
    const chip = document.createElement('button');
    chip.className = 'chip';
    chip.dataset.testid = 'reaction';
    chip.dataset.reaction = reaction;
    chip.textContent = by.length > 1 ? `${reaction} ${by.length}` : reaction;
    const names = by.map(each => (each === user ? 'you' : each)).join(' and ');
    chip.setAttribute('aria-label', `${reaction}, ${names}`);
    chip.setAttribute('aria-pressed', by.includes(user));
    chip.title = names;
    return chip;
  }));
  element.hidden = reactions.length === 0;
  if (focused === undefined) return;
  const chip = [...element.children].find(each => each.dataset.reaction === focused);
  (chip ?? entry.querySelector('.more')).focus({ preventScroll: true });
}
