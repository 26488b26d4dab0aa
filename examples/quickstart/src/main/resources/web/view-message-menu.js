// What can be done with a message.

import { attempt, confirmed } from './view-dialogs.js';
import { openMenu } from './view-menu.js';

const REACTIONS = new Map([
  ['👍', 'Thumbs up'],
  ['❤️', 'Heart'],
  ['😂', 'Laughing'],
  ['😮', 'Surprised'],
  ['😢', 'Sad'],
  ['🙏', 'Thank you'],
  ['🎉', 'Celebrating'],
  ['👀', 'Looking'],
]);

export const isMine = (reactions, reaction, user) =>
  Boolean(reactions?.some(each => each.reaction === reaction && each.by.includes(user)));

/** Adds the user's reaction, or takes it back. */
export function toggleReaction(chat, conversation, message, reaction) {
  const remove = isMine(message.reactions, reaction, chat.user);
  return attempt(() => chat.actions.react(conversation, message, reaction, remove));
}

/** @param composer what replies and edits go to */
export function openMessageMenu(button, chat, conversation, message, composer) {
  const { actions } = chat;
  const own = chat.isOwn(message);
  const items = [];
  if (!message.recalled && !chat.blocks.has(conversation.peer)) {
    for (const [text, name] of REACTIONS) {
      const checked = isMine(message.reactions, text, chat.user);
      const run = () => toggleReaction(chat, conversation, message, text);
      items.push({ text, label: `React: ${name}`, checked, small: true, run });
    }
    items.push({ text: 'Reply', run: () => composer.reply(message) });
    if (own && message.text !== undefined) items.push({ text: 'Edit', run: () => composer.edit(message) });
  }
  if (!message.recalled && message.text !== undefined) {
    items.push({ text: 'Copy text', run: () => attempt(() => navigator.clipboard.writeText(message.text)) });
  }
  items.push({ text: 'Hide for me', run: () => attempt(() => actions.hide(conversation, message)) });
  if (own && !message.recalled) {
    items.push({ text: 'Recall for everyone', danger: true, run: () => recall(actions, conversation, message) });
  }
  openMenu(button, 'Message', items);
}

async function recall(actions, conversation, message) {
  const question = `Recall this message? ${conversation.peer} will not be able to read it any more, and neither will you.`;
  if (await confirmed(question, 'Recall')) await attempt(() => actions.recall(conversation, message));
}
