// Tidegate's client: a WebSocket that comes back, and not together with everybody else. No dependencies; any server will do.
//
//   const socket = new TidegateSocket('wss://example.com/chat', { protocols: ['chat.v1'] });
//   socket.addEventListener('open', () => socket.send('hello'));       // of the first session and of each later one
//   socket.addEventListener('message', (event) => show(event.data));   // a MessageEvent
//   socket.addEventListener('down', (event) => wait(event.detail));    // { code, reason, delay }: it comes back in `delay` ms
//   socket.addEventListener('close', (event) => end(event.detail));    // { code, reason }: it does not come back
//
// When it comes back: after the time that the server names in the reason of its Close, as in `service restart;
// retry-after-ms=1234`; otherwise at random within a time that doubles with each attempt (full jitter) and is the shortest again
// after a session that lasted. It sends nothing by itself: what a session needs is sent again in `open`.
class TidegateSocket extends EventTarget {
  // After these it makes no sense to come back: all was said, or what was sent is not taken. 3000 to 4999 are the application's
  // own, and final as well unless `comesBack` says otherwise; but for 4429, by which the gateway says 'not so fast'.
  static #FINAL = new Set([1000, 1002, 1003, 1007, 1008, 1009, 1010]);
  static #HINT = /(?:^|;\s*)retry-after-ms=(\d{1,9})(?:;|$)/;

  #url;
  #options;
  #socket = null;
  #timer = null;
  #stable = null;
  #attempts = 0; // since a session lasted
  #over = false;

  // protocols      subprotocols to offer
  // minDelay       most milliseconds before the first attempt to come back: 1000
  // maxDelay       most milliseconds before any: 30000
  // maxRetryAfter  most milliseconds that a server may ask for: 300000
  // stableAfter    milliseconds after which a session has lasted: 10000
  // comesBack      (code, reason) => whether to come back after such a close
  // WebSocket      what opens connections: the global WebSocket, or that of npm `ws`
  // random         gives 0 to 1, as Math.random
  constructor(url, options = {}) {
    super();
    this.#url = url;
    this.#options = {
      protocols: [],
      minDelay: 1000,
      maxDelay: 30000,
      maxRetryAfter: 300000,
      stableAfter: 10000,
      comesBack: (code) => code === 4429 || (code < 3000 && !TidegateSocket.#FINAL.has(code)),
      WebSocket: globalThis.WebSocket,
      random: Math.random,
      ...options,
    };
    if (!this.#options.WebSocket) {
      throw new TypeError('there is no WebSocket here: give one as the option WebSocket');
    }
    this.#open();
  }

  // The connection of now, open or not, for all that it has and this has not; null while there is none.
  get socket() {
    return this.#socket;
  }

  // Whether messages can be sent now.
  get isOpen() {
    return this.#socket !== null && this.#socket.readyState === 1;
  }

  // Sends now or not at all, and returns which. Nothing is kept for a later session.
  send(data) {
    if (this.isOpen) {
      this.#socket.send(data);
      return true;
    }
    return false;
  }

  // Ends it for good.
  close(code = 1000, reason = '') {
    if (this.#over) {
      return;
    }
    clearTimeout(this.#timer);
    if (this.#socket === null) {
      this.#end(code, reason);
    } else {
      this.#options.comesBack = () => false;
      this.#socket.close(code, reason);
    }
  }

  #open() {
    const socket = new this.#options.WebSocket(this.#url, this.#options.protocols);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#onOpen();
    socket.onmessage = (event) => this.dispatchEvent(new MessageEvent('message', { data: event.data }));
    socket.onerror = () => {}; // a close follows
    socket.onclose = (event) => this.#onClose(event.code, String(event.reason));
  }

  #onOpen() {
    this.#stable = setTimeout(() => {
      this.#attempts = 0;
    }, this.#options.stableAfter);
    this.dispatchEvent(new Event('open'));
  }

  #onClose(code, reason) {
    clearTimeout(this.#stable);
    this.#socket = null;
    if (!this.#options.comesBack(code, reason)) {
      this.#end(code, reason);
      return;
    }
    const delay = this.#delay(reason);
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.#open(), delay);
    this.dispatchEvent(new CustomEvent('down', { detail: { code, reason, delay } }));
  }

  // A time that the server names was drawn for this client alone. Where that did not help before, attempts become rarer.
  #delay(reason) {
    const { minDelay, maxDelay, maxRetryAfter, random } = this.#options;
    const hint = TidegateSocket.#HINT.exec(reason);
    const most = Math.min(maxDelay, minDelay * 2 ** Math.min(this.#attempts, 30));
    const own = hint && this.#attempts === 0 ? 0 : Math.round(random() * most);
    return own + (hint ? Math.min(maxRetryAfter, Number(hint[1])) : 0);
  }

  #end(code, reason) {
    this.#over = true;
    this.dispatchEvent(new CustomEvent('close', { detail: { code, reason } }));
  }
}

export { TidegateSocket };
