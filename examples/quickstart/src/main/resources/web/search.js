// Search in the user's messages, where the server has it.

import { wordsFor } from './actions.js';

const PAGE = 20;

export class Search {
  /** Whether the server has it; null until it is known. */
  available = null;
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  /** Finds out whether the server has it. */
  async probe(query) {
    try {
      await this.#connection.request('search', { query, limit: 1 });
      this.available = true;
    } catch (error) {
      if (error.code !== 'disconnected') this.available = error.code !== 'unsupported';
    }
    return this.available;
  }

  /**
   * @param within the conversation to search in, or null for all
   * @param cursor of the page before, if any
   * @returns `{messages, cursor?}`, newest first
   */
  async find(query, within, cursor) {
    try {
      return await this.#connection.request('search', { query, conversation: within?.id, limit: PAGE, cursor });
    } catch (error) {
      throw new Error(wordsFor(error), { cause: error });
    }
  }
}
