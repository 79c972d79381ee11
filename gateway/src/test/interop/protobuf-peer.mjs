// Exchanges the samples with its peer: node protobuf-peer.mjs server FORMAT DEFLATE, or client FORMAT DEFLATE URL. Speaks JSON
// text, or binary Protobuf by protobufjs, which reads everything.proto itself. What comes must be the sample that is due, and is
// answered with the same one by the server. A binary message behind the samples is decoded and encoded again.
import assert from 'node:assert';
import { once } from 'node:events';
import protobuf from 'protobufjs';
import { WebSocket, WebSocketServer } from 'ws';
import { longKeys, samples } from './protobuf-samples.mjs';

const [role, format, deflate, url] = process.argv.slice(2);
const types = new URL('../../src/test/resources/protobuf/everything.proto', import.meta.url).pathname;
const root = await new protobuf.Root().load(types, { keepCase: true });
const everything = root.lookupType('test.Everything');
const plain = (data) => everything.toObject(everything.decode(data), { longs: String, bytes: String });

function send(socket, [json, object]) {
  if (format === 'json') {
    socket.send(JSON.stringify(json));
  } else {
    socket.send(everything.encode(everything.fromObject(object)).finish());
  }
}

function check(data, isBinary, [json, object]) {
  assert.strictEqual(isBinary, format === 'binary');
  assert.deepStrictEqual(isBinary ? plain(data) : JSON.parse(data.toString()), isBinary ? object : json);
}

if (role === 'server') {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: JSON.parse(deflate) });
  server.on('connection', (socket) => {
    console.log(`connected ${socket.extensions}.`);
    let due = 0;
    socket.on('message', (data, isBinary) => {
      const sample = samples[due++];
      if (sample) {
        check(data, isBinary, sample);
        send(socket, sample);
      } else {
        socket.send(isBinary ? everything.encode(everything.decode(data)).finish() : data.toString());
      }
    });
  });
  await once(server, 'listening');
  console.log(`listening on ${server.address().port}.`);
} else {
  const socket = new WebSocket(url, { perMessageDeflate: JSON.parse(deflate) });
  await once(socket, 'open');
  console.log(`connected ${socket.extensions}.`);
  for (const sample of samples) {
    send(socket, sample);
    const [data, isBinary] = await once(socket, 'message');
    check(data, isBinary, sample);
  }
  if (format === 'json') {
    socket.send(JSON.stringify(longKeys));
    const [data] = await once(socket, 'message');
    assert.deepStrictEqual(JSON.parse(data.toString()), longKeys);
  }
  socket.close();
  await once(socket, 'close');
  console.log(`all well: ${samples.length} samples.`);
}
