// A WebSocket client: node echo-client.mjs URL DEFLATE [CA]. Offers permessage-deflate with the options DEFLATE (JSON), has
// everything echoed that a client can send, then closes with 4001; then has the server close. Prints what compression was
// agreed on, and "all well" if every answer was as it must be.
import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';

const [url, deflate, ca] = process.argv.slice(2);
const options = { ca: ca && readFileSync(ca), perMessageDeflate: { threshold: 64, ...JSON.parse(deflate) } };

async function open() {
  const socket = new WebSocket(url, ['mqtt', 'chat'], options);
  socket.on('upgrade', (answer) => console.log(`agreed on ${answer.headers['sec-websocket-extensions']}.`));
  await once(socket, 'open');
  return socket;
}

async function echoed(socket, data, isBinary) {
  const [answer, wasBinary] = await once(socket, 'message');
  assert.deepStrictEqual(Buffer.from(answer), Buffer.from(data));
  assert.strictEqual(wasBinary, isBinary);
}

async function messages(socket) {
  for (const text of ['hello', '', 'Grüße 🌊', 'long '.repeat(20000)]) {
    socket.send(text);
    await echoed(socket, text, false);
  }
  for (const size of [0, 1, 125, 126, 65535, 65536, 1024 * 1024]) {
    const bytes = randomBytes(size);
    socket.send(bytes);
    await echoed(socket, bytes, true);
  }
}

async function fragments(socket) {
  socket.send('in ', { fin: false });
  socket.ping('between');
  socket.send('three ', { fin: false });
  socket.send('parts', { fin: true });
  await Promise.all([echoed(socket, 'in three parts', false), once(socket, 'pong')]);
}

async function compressedFragments(socket) {
  const parts = [records(0, 900), '', records(900, 901), records(0, 3000), 'Grüße 🌊'];
  for (const part of parts) {
    socket.send(part, { fin: false });
    socket.ping('between');
  }
  socket.send('end', { fin: true });
  await echoed(socket, parts.join('') + 'end', false);
}

async function alike(socket) {
  for (let i = 0; i < 50; i++) {
    const text = records(i, i + 1 + (i % 7) * 40); // much like those before it
    socket.send(text);
    await echoed(socket, text, false);
  }
  const many = Array.from({ length: 100 }, (_, i) => records(i, i + 5));
  many.forEach((text) => socket.send(text));
  for (const text of many) {
    await echoed(socket, text, false);
  }
}

function records(from, to) {
  return Array.from({ length: to - from }, (_, i) => `{"id":${(from + i) * 7919},"user":"u${(from + i) % 13}"}`).join();
}

async function closes(socket, start, code, reason) {
  start();
  const [closedWith, why] = await once(socket, 'close');
  assert.strictEqual(closedWith, code);
  assert.strictEqual(why.toString(), reason);
}

const first = await open();
assert.strictEqual(first.protocol, 'chat');
assert.match(first.extensions, /permessage-deflate/);
await messages(first);
await fragments(first);
await compressedFragments(first);
await alike(first);
await closes(first, () => first.close(4001, 'done'), 4001, 'done');

const second = await open();
await closes(second, () => second.send('close'), 4002, 'asked');
console.log('all well');
