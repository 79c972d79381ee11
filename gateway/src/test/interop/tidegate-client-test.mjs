// The gateway's client script: node tidegate-client-test.mjs ADMIN URL. Loads it from ADMIN, lets it meet servers of its own
// that close as a test wants, and the gateway at URL. Prints "all well" if everything was as it must be.
import assert from 'node:assert';
import { once } from 'node:events';
import vm from 'node:vm';
import WebSocket, { WebSocketServer } from 'ws';

const [admin, url] = process.argv.slice(2);
const text = await (await fetch(`${admin}/tidegate-client.mjs`)).text();
const { TidegateSocket } = await import(`data:text/javascript,${encodeURIComponent(text)}`);

/** A server that closes each session as told, one after the other; `received` has all that was ever sent to it. */
class Server {
  constructor(...closes) {
    this.received = [];
    this.sessions = 0;
    this.server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    this.server.on('connection', (socket) => {
      this.sessions += 1;
      socket.on('message', (data) => this.received.push(data.toString()));
      const close = closes.shift();
      if (close) {
        setTimeout(() => socket.close(...close), 20);
      }
    });
  }

  /** One that listens. */
  static async start(...closes) {
    const made = new Server(...closes);
    await once(made.server, 'listening');
    return made;
  }

  get url() {
    return `ws://127.0.0.1:${this.server.address().port}/`;
  }

  end() {
    this.server.clients.forEach((socket) => socket.terminate());
    this.server.close();
  }
}

async function detail(socket, event) {
  const [{ detail: found }] = await soon(socket, event);
  return found;
}

/** The next event, or a failure that says which one did not come. */
async function soon(target, event) {
  const late = new Error(`no ${event} came`);
  let limit;
  const over = new Promise((_, fail) => {
    limit = setTimeout(() => fail(late), 10000);
  });
  try {
    return await Promise.race([once(target, event), over]);
  } finally {
    clearTimeout(limit);
  }
}

function client(at, options) {
  return new TidegateSocket(at, { WebSocket, ...options });
}

// The server's time is kept to, and nothing is sent again by itself.
{
  const server = await Server.start([1012, 'service restart; retry-after-ms=150']);
  const socket = client(server.url);
  let opened = 0;
  socket.addEventListener('open', () => {
    opened += 1;
    socket.send(`hello ${opened}`);
    socket.send('once');
  });
  const down = await detail(socket, 'down');
  const since = performance.now();
  assert.deepStrictEqual(down, { code: 1012, reason: 'service restart; retry-after-ms=150', delay: 150 });
  assert.strictEqual(socket.isOpen, false);
  assert.strictEqual(socket.send('lost'), false);
  await soon(socket, 'open');
  assert.ok(performance.now() - since > 145);
  socket.close();
  assert.strictEqual((await detail(socket, 'close')).code, 1000);
  assert.deepStrictEqual(server.received, ['hello 1', 'once', 'hello 2', 'once']);
  server.end();
}

// Without a time of the server's the pause doubles up to its most, drawn anew each time; a session that lasts sets it back.
{
  const server = await Server.start(...Array(5).fill([1011, '']), null);
  const draws = [1, 1, 1, 0.5, 0];
  const socket = client(server.url, { minDelay: 20, maxDelay: 80, stableAfter: 100, random: () => draws.shift() });
  for (const delay of [20, 40, 80, 40, 0]) {
    assert.strictEqual((await detail(socket, 'down')).delay, delay);
  }
  await soon(socket, 'open');
  await new Promise((done) => setTimeout(done, 150));
  draws.push(1);
  server.server.clients.forEach((one) => one.terminate());
  assert.deepStrictEqual(await detail(socket, 'down'), { code: 1006, reason: '', delay: 20 });
  server.end();
  socket.close(); // while it waits
}

// A server that names a time again and again is asked more and more seldom; one that names a day is not believed.
{
  const server = await Server.start([1013, 'retry-after-ms=10'], [1013, 'busy; retry-after-ms=10'], [1012, 'retry-after-ms=86400000']);
  const socket = client(server.url, { minDelay: 20, maxRetryAfter: 1000, random: () => 1 });
  for (const delay of [10, 10 + 40, 1000 + 80]) {
    assert.strictEqual((await detail(socket, 'down')).delay, delay);
  }
  const closed = detail(socket, 'close');
  socket.close(1000, 'enough');
  assert.deepStrictEqual(await closed, { code: 1000, reason: 'enough' });
  server.end();
}

// What is said to be final is; the application may see it otherwise.
for (const [code, options, event] of [
  [1000, {}, 'close'],
  [1008, {}, 'close'],
  [4001, {}, 'close'],
  [4401, {}, 'close'],
  [4429, {}, 'down'],
  [4001, { comesBack: (closed) => closed === 4001 }, 'down'],
  [1012, { comesBack: () => false }, 'close'],
  [1001, {}, 'down'],
]) {
  const server = await Server.start([code, 'so it is']);
  const socket = client(server.url, options);
  const found = await detail(socket, event);
  assert.strictEqual(found.code, code);
  assert.strictEqual(found.reason, 'so it is');
  socket.close();
  server.end();
}

// Nobody there: it goes on trying, and close() ends that.
{
  const server = await Server.start();
  const gone = server.url;
  server.end();
  const socket = client(gone, { minDelay: 5, maxDelay: 5 });
  await detail(socket, 'down');
  assert.strictEqual((await detail(socket, 'down')).code, 1006);
  socket.close();
}

// Through the gateway, which asks all its clients to come back.
{
  const socket = client(url);
  await soon(socket, 'open');
  const told = detail(socket, 'down');
  const ended = await fetch(`${admin}/api/v1/sessions?all=true&rate=1000/s`, { method: 'DELETE' });
  assert.strictEqual(ended.status, 202);
  const down = await told;
  assert.strictEqual(down.code, 1012);
  assert.strictEqual(down.reason, `ended by an operator; retry-after-ms=${down.delay}`);
  await soon(socket, 'open');
  socket.send('hello');
  const [message] = await soon(socket, 'message');
  assert.strictEqual(message.data, 'hello');
  socket.close();
  await detail(socket, 'close');
}

// As a plain script it makes the class known to all scripts of the page, and refuses where there is no WebSocket.
{
  const script = await (await fetch(`${admin}/tidegate-client.js`)).text();
  const page = vm.createContext({ EventTarget, Event, CustomEvent, MessageEvent });
  vm.runInContext(script, page);
  assert.strictEqual(vm.runInContext('typeof TidegateSocket', page), 'function');
  assert.throws(() => vm.runInContext("new TidegateSocket('ws://127.0.0.1:9/')", page), /no WebSocket/);
}

console.log('all well');
