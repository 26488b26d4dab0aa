// One WebSocket session at a time, a cursor over the user's event stream. Whatever ends a session, the next one
// resumes after the last offset seen, so nothing is lost and nothing is shown twice.

const SUBPROTOCOL = 'duologue.v1.json';
const BACKOFF_BASE_MS = 500;
const BACKOFF_MAX_MS = 30_000;
const STABLE_MS = 2_000;
const HELLO_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;
const ACK_INTERVAL_MS = 100;

const TOKEN_REFUSED = 4401;
const KEPT_ON_TOO_FAST = 4429;
const FINAL = new Map([
  [4403, 'This page or user is not allowed to connect.'],
  [4409, 'Replaced: you are signed in with too many other windows or devices.'],
]);

/** An `error` reply, or `disconnected` when the session ended before the reply came. */
export class RequestError extends Error {
  constructor(code, message, retryAfterMs) {
    super(message || code);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export class Connection {
  /** Called with `{state, retryAt?, reason?}`; state is `connecting`, `online` or `offline`. */
  onState = () => {};
  /** Called with the `ok` of `hello`. */
  onHello = () => {};
  /** Called once for every event of the stream, in order. */
  onEvent = () => {};
  /** Called with `typing` and `presence`. */
  onSignal = () => {};

  limits = {};
  clockSkewMs = 0;

  #url;
  #token;
  #tokenStale = false;
  #state = 'offline';
  #socket = null;
  #attempt = 0;
  #failures = 0;
  #onlineSince = 0;
  #timers = {};
  #replies = new Map();
  #nextId = 1;
  #stream = null;
  #offset = 0;
  #acked = 0;
  #heartbeatMs = 25_000;
  #lastFrameAt = 0;
  #behind = null;
  #probing = false;

  /** @param token `async (stale) => token`; `stale` says that the last one was refused. */
  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  get online() {
    return this.#state === 'online';
  }

  /** Begins a session; one that is beginning already is given up. */
  async connect() {
    const attempt = ++this.#attempt;
    this.#discardSocket();
    this.#setState('connecting');
    this.#timers.hello = setTimeout(() => this.#lost(), HELLO_TIMEOUT_MS);
    try {
      const token = await this.#token(this.#tokenStale);
      if (attempt === this.#attempt) {
        this.#tokenStale = false;
        this.#openSocket(token);
      }
    } catch (error) {
      if (attempt === this.#attempt) this.#lost({ final: error.refused ? error.message : undefined });
    }
  }

  /** The network is back, or someone looks at the page again: don't wait for a timer to find out. */
  wake() {
    if (this.#timers.retry) this.connect();
    else if (this.online) this.#probe();
  }

  /** @returns the `ok` reply; throws a RequestError. */
  async request(type, fields = {}) {
    if (!this.online) throw new RequestError('disconnected');
    return this.#call(type, fields, REPLY_TIMEOUT_MS);
  }

  /** Says what is lost where there is no session, and gets no answer. */
  signal(type, fields) {
    if (this.online) this.#socket.send(JSON.stringify({ type, ...fields }));
  }

  /** Tells the server, soon, that this device has everything so far. */
  ack() {
    if (this.#timers.ack || !this.online || this.#acked >= this.#offset) return;
    this.#timers.ack = setTimeout(() => {
      this.#timers.ack = null;
      this.#acked = this.#offset;
      this.#socket.send(JSON.stringify({ type: 'ack', offset: this.#offset }));
    }, ACK_INTERVAL_MS);
  }

  #openSocket(token) {
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#sayHello(token);
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#lost({
      stale: code === TOKEN_REFUSED,
      slowDown: code === KEPT_ON_TOO_FAST,
      final: FINAL.get(code),
    });
  }

  async #sayHello(token) {
    const resume = this.#stream === null ? undefined : { stream: this.#stream, offset: this.#offset };
    let hello;
    try {
      hello = await this.#call('hello', { token, device: 'web', resume }, HELLO_TIMEOUT_MS);
    } catch (error) {
      if (error.code === 'disconnected') return;
      this.#lost({
        stale: error.code === 'unauthenticated',
        final: error.code === 'forbidden' ? error.message : undefined,
        retryAfterMs: error.retryAfterMs,
      });
      return;
    }
    this.#takePosition(hello);
    clearTimeout(this.#timers.hello);
    this.#timers.watch = setInterval(() => this.#watch(), 1000);
    this.#onlineSince = Date.now();
    this.#setState('online');
    this.onHello(hello);
  }

  #receive(frame) {
    this.#lastFrameAt = Date.now();
    switch (frame.type) {
      case 'ok':
      case 'error':
        return this.#settle(frame);
      case 'event':
        if (frame.offset <= this.#offset) return undefined;
        this.#offset = frame.offset;
        if (this.#behind && this.#offset >= this.#behind.head) this.#behind = null;
        return this.onEvent(frame);
      case 'head':
        return this.#noteHead(frame.offset);
      case 'typing':
      case 'presence':
        return this.onSignal(frame);
      default:
        return undefined;
    }
  }

  #settle(frame) {
    const reply = this.#replies.get(frame.id);
    if (!reply) return;
    this.#replies.delete(frame.id);
    clearTimeout(reply.timer);
    if (frame.type === 'ok') reply.resolve(frame);
    else reply.reject(new RequestError(frame.code, frame.message, frame.retryAfterMs));
  }

  #takePosition(hello) {
    this.limits = hello.limits ?? {};
    this.#heartbeatMs = hello.heartbeatMs ?? this.#heartbeatMs;
    if (hello.serverTime) this.clockSkewMs = Date.parse(hello.serverTime) - Date.now();
    if (!hello.resumed) this.#offset = hello.head;
    this.#stream = hello.stream;
    this.#acked = 0;
    this.#behind = null;
    this.#noteHead(hello.head);
  }

  #noteHead(head) {
    if (head > this.#offset && !this.#behind) this.#behind = { head, since: Date.now() };
  }

  /** Finds what no close event tells: a dead line, and an event that never came. */
  #watch() {
    const now = Date.now();
    if (this.#behind && now - this.#behind.since > this.#heartbeatMs) this.#lost();
    else if (now - this.#lastFrameAt > 1.5 * this.#heartbeatMs) this.#probe();
  }

  async #probe() {
    if (this.#probing) return;
    this.#probing = true;
    try {
      const { head } = await this.#call('ping', {}, PROBE_TIMEOUT_MS);
      this.#noteHead(head);
    } catch {
      // The timeout has ended the session already.
    }
    this.#probing = false;
  }

  #call(type, fields, timeoutMs) {
    const id = String(this.#nextId++);
    const frame = JSON.stringify({ type, id, ...fields });
    // The server closes on a frame over its limit; repeated after each reconnect, it would never come to an end.
    if (new TextEncoder().encode(frame).length > (this.limits.frameBytes ?? Infinity)) {
      return Promise.reject(new RequestError('too_large', 'The message is too long.'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#lost(), timeoutMs);
      this.#replies.set(id, { resolve, reject, timer });
      this.#socket.send(frame);
    });
  }

  #lost({ stale = false, slowDown = false, final, retryAfterMs = 0 } = {}) {
    this.#attempt++;
    this.#discardSocket();
    if (stale) this.#tokenStale = true;
    if (final !== undefined) {
      this.#setState('offline', { reason: final });
      return;
    }
    if (this.#onlineSince && Date.now() - this.#onlineSince > STABLE_MS) this.#failures = 0;
    this.#onlineSince = 0;
    if (slowDown) this.#failures = Math.max(this.#failures, 5);
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** this.#failures++);
    const delay = retryAfterMs + Math.random() * ceiling;
    this.#timers.retry = setTimeout(() => this.connect(), delay);
    this.#setState('offline', { retryAt: Date.now() + delay });
  }

  #discardSocket() {
    for (const name of ['hello', 'ack', 'retry']) clearTimeout(this.#timers[name]);
    clearInterval(this.#timers.watch);
    this.#timers = {};
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      // On a dead line the close event can take minutes: don't wait for it.
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    const unanswered = [...this.#replies.values()];
    this.#replies.clear();
    this.#state = 'offline';
    for (const reply of unanswered) {
      clearTimeout(reply.timer);
      reply.reject(new RequestError('disconnected'));
    }
  }

  #setState(state, detail = {}) {
    this.#state = state;
    this.onState({ state, ...detail });
  }
}
