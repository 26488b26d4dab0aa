// Search: while its field has something, the matches take the place of the list.

import { fullTimeOf, shortTime } from './format.js';
import { byId, copyOf, paintAvatar, wordsOf } from './view-parts.js';

const PAUSE_MS = 300;

export class SearchView {
  #chat;
  #reveal;
  #input = byId('search');
  #within = null;
  #timer = null;
  #asked = 0;
  #cursor = null;

  /** @param reveal `(conversationId, seq) => …` */
  constructor(chat, reveal) {
    this.#chat = chat;
    this.#reveal = reveal;
    chat.addEventListener('search', () => (byId('search-form').hidden = !chat.search.available));
    this.#input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#find(), PAUSE_MS);
    });
    byId('search-form').addEventListener('submit', event => {
      event.preventDefault();
      clearTimeout(this.#timer);
      this.#find();
    });
    byId('search-form').addEventListener('keydown', event => {
      if (event.key === 'Escape') this.#close();
    });
    byId('search-everywhere').addEventListener('click', () => this.within(null));
    byId('more-matches').addEventListener('click', () => this.#ask(this.#input.value.trim(), this.#cursor));
  }

  /** @param conversation null for all */
  within(conversation) {
    this.#within = conversation;
    byId('search-scope').hidden = !conversation;
    byId('search-scope-name').textContent = conversation?.peer ?? '';
    this.#input.focus();
    this.#find();
  }

  #close() {
    this.#input.value = '';
    this.#within = null;
    byId('search-scope').hidden = true;
    this.#find();
  }

  #find() {
    const query = this.#input.value.trim();
    byId('list').hidden = query !== '';
    byId('matches').hidden = query === '';
    byId('match-rows').replaceChildren();
    byId('more-matches').hidden = true;
    byId('match-hint').textContent = query ? 'Searching…' : '';
    this.#asked++;
    if (query) this.#ask(query);
  }

  async #ask(query, cursor) {
    const asked = this.#asked;
    try {
      let page = { messages: [], cursor };
      // A page may be empty and yet not the last: the server looks only so far at a time.
      do page = await this.#chat.search.find(query, this.#within, page.cursor);
      while (page.messages.length === 0 && page.cursor && asked === this.#asked);
      if (asked !== this.#asked) return;
      byId('match-rows').append(...page.messages.map(message => this.#rowOf(message)));
      this.#cursor = page.cursor;
      byId('more-matches').hidden = !page.cursor;
      const count = byId('match-rows').children.length;
      byId('match-hint').textContent = count > 0 ? `${count}${page.cursor ? '+' : ''} found` : 'Nothing found.';
    } catch (error) {
      if (asked === this.#asked) byId('match-hint').textContent = error.message;
    }
  }

  #rowOf(message) {
    const item = copyOf('match-template');
    const name = peer => {
      paintAvatar(item.querySelector('.avatar'), peer);
      item.querySelector('.row-name').textContent = peer;
    };
    const known = this.#chat.conversations.byId(message.conversation);
    name(known?.peer ?? message.from);
    if (!known) this.#chat.find(message.conversation).then(found => found && name(found.peer));
    const time = item.querySelector('time');
    time.textContent = shortTime(message.at);
    time.dateTime = message.at;
    time.title = fullTimeOf(message.at);
    const author = this.#chat.isOwn(message) ? 'You: ' : '';
    item.querySelector('.match-text').textContent = author + wordsOf(message);
    item.querySelector('button').addEventListener('click', () => this.#reveal(message.conversation, message.seq));
    return item;
  }
}
