// Pages of history, and the events that cross them on their way.

const PAGE = 50;

export class History {
  #ask;
  #find;
  #isOwn;
  #onLoaded;
  #onOlder;

  /**
   * @param ask `async (type, fields) => reply`
   * @param find `async (conversation) => id`, of one whose id is not known yet
   * @param isOwn whether the user wrote a message
   * @param onLoaded called with a conversation whose newest page has come, or can't be had
   * @param onOlder called with a conversation and the messages of an older page
   */
  constructor({ ask, find, isOwn, onLoaded, onOlder }) {
    this.#ask = ask;
    this.#find = find;
    this.#isOwn = isOwn;
    this.#onLoaded = onLoaded;
    this.#onOlder = onOlder;
  }

  /** The newest page takes the place of what was here. One such page at a time. */
  load(conversation) {
    conversation.loadingNewest ??= this.#loadNewest(conversation).finally(() => (conversation.loadingNewest = null));
    return conversation.loadingNewest;
  }

  /** The next older page, where there is one. */
  loadOlder(conversation) {
    if (!conversation.loaded || !conversation.hasBefore) return undefined;
    conversation.loadingOlder ??= this.#loadOlder(conversation);
    return conversation.loadingOlder;
  }

  /**
   * Loads a conversation back to that message.
   * @returns it, or undefined where it is not there any more, or can't be had now
   */
  async reach(conversation, seq) {
    if (!conversation.loaded) await this.load(conversation);
    for (let first = Infinity; conversation.loaded && seq < conversation.firstSeq && conversation.firstSeq < first;) {
      first = conversation.firstSeq;
      await this.loadOlder(conversation);
    }
    return conversation.messages.find(message => message.seq === seq);
  }

  async #loadNewest(conversation) {
    conversation.startLoading();
    const changes = conversation.startPage();
    try {
      const id = conversation.id ?? (await this.#find(conversation));
      const page = await this.#ask('history', { conversation: id, limit: PAGE });
      if (!conversation.isGathering(changes)) return await this.#loadNewest(conversation);
      conversation.finishLoading(page, this.#isOwn);
      conversation.endPage(changes);
    } catch (error) {
      conversation.giveUpPage(changes);
      if (error.code === 'disconnected') return conversation.stopLoading();
      if (error.code === 'not_found') conversation.finishLoading({ messages: [], hasBefore: false }, () => false);
      else conversation.failLoading(error.message);
    }
    return this.#onLoaded(conversation);
  }

  async #loadOlder(conversation) {
    const { id, messages, firstSeq } = conversation;
    const changes = conversation.startPage();
    // Where it fails, scrolling asks again.
    const page = await this.#ask('history', { conversation: id, before: firstSeq, limit: PAGE }).catch(() => null);
    conversation.loadingOlder = null;
    const loadedAnew = conversation.messages !== messages || !conversation.isGathering(changes);
    if (!page || loadedAnew) {
      conversation.giveUpPage(changes);
      return;
    }
    const older = conversation.prepend(page);
    conversation.endPage(changes);
    this.#onOlder(conversation, older.filter(message => messages.includes(message)));
  }
}
