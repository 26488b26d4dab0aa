// What events change in messages that are here already. An event tells how something is from then on, so hearing it
// twice, or after a page that has it already, changes nothing for good.

const CONTENT = ['text', 'data', 'replyTo', 'quote', 'attachments'];
const QUOTE_CHARS = 200;

/** What an answer shows of the message that it answers. */
export function quoteOf({ from, text, recalled }) {
  return recalled ? { from, recalled } : { from, text: text?.slice(0, QUOTE_CHARS) };
}

/** A message becomes what the server tells of it. */
export function become(message, told) {
  for (const field of [...CONTENT, 'reactions']) delete message[field];
  Object.assign(message, told);
}

/** @returns whether the message has changed */
export function change(message, event) {
  if (message.seq !== event.seq) return message.replyTo === event.seq && requote(message, event);
  switch (event.kind) {
    case 'edited': return edit(message, event);
    case 'recalled': return recall(message);
    case 'reaction': return react(message, event);
    default: return false;
  }
}

function edit(message, event) {
  if (message.recalled || message.hidden || event.revision <= (message.revision ?? 0)) return false;
  for (const field of CONTENT) {
    if (event[field] === undefined) delete message[field];
    else message[field] = event[field];
  }
  message.revision = event.revision;
  message.editedAt = event.at;
  return true;
}

function recall(message) {
  if (message.recalled) return false;
  become(message, { recalled: true });
  delete message.revision;
  return true;
}

function react(message, { by, reaction, removed }) {
  if (message.recalled) return false;
  const all = message.reactions ?? [];
  const had = all.find(each => each.reaction === reaction)?.by ?? [];
  if (had.includes(by) === !removed) return false;
  const now = removed ? had.filter(each => each !== by) : [...had, by];
  const others = each => each.reaction !== reaction;
  if (now.length === 0) message.reactions = all.filter(others);
  else if (had.length === 0) message.reactions = [...all, { reaction, by: now }];
  else message.reactions = all.map(each => (others(each) ? each : { reaction, by: now }));
  return true;
}

function requote(message, { kind, by, text }) {
  if (message.quote?.recalled || (kind !== 'edited' && kind !== 'recalled')) return false;
  message.quote = quoteOf({ from: by, text, recalled: kind === 'recalled' });
  return true;
}
