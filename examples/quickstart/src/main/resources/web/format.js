// How times and names are shown.

const LOCALE = navigator.languages.find(each => each.startsWith('en')) ?? 'en';
const clock = new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short' });
const shortDate = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const shortDateWithYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const longDate = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
const longDateWithYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const fullTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeStyle: 'short' });
const HUES = [5, 28, 50, 145, 165, 195, 230, 255, 280, 305, 330];

/** Equal for two times on the same day of this time zone. */
export const dayOf = at => new Date(at).toDateString();

export const timeOf = at => clock.format(new Date(at));

export const fullTimeOf = at => fullTime.format(new Date(at));

/** A day as a line between messages tells it. */
export function dayLabel(at) {
  const days = daysAgo(at);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (sameYear(at) ? longDate : longDateWithYear).format(new Date(at));
}

/** When, as short as a list wants it. */
export function shortTime(at) {
  const days = daysAgo(at);
  if (days === 0) return timeOf(at);
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return weekday.format(new Date(at));
  return (sameYear(at) ? shortDate : shortDateWithYear).format(new Date(at));
}

function daysAgo(at) {
  const midnight = date => new Date(date).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
}

const sameYear = at => new Date(at).getFullYear() === new Date().getFullYear();

export function millisToMidnight() {
  return new Date().setHours(24, 0, 1, 0) - Date.now();
}

/** Up to two letters or digits that stand for a name. */
export function initials(name) {
  const words = name.split('@')[0].match(/[\p{L}\p{N}\p{Extended_Pictographic}][\p{M}\p{L}\p{N}]*/gu) ?? [];
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map(word => [...word][0].toUpperCase()).join('') || '?';
}

/** The same hue for the same name, everywhere; none of the muddy ones between orange and green. */
export function hueOf(name) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return HUES[((hash ^ (hash >>> 15)) >>> 0) % HUES.length];
}

/** A number of bytes, for people. */
export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  while (value >= 999.5 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[0]}`;
}

/** When someone was there last. */
export function lastSeenWords(at) {
  const days = daysAgo(at);
  if (days === 0) return `Last seen at ${timeOf(at)}`;
  return `Last seen ${days === 1 ? 'yesterday' : shortTime(at)}`;
}
