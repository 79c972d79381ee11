// A WebSocket server: node echo-server.mjs DEFLATE [CERTIFICATE KEY]. Echoes, speaks the subprotocol chat and
// permessage-deflate with the options DEFLATE (JSON), and closes with 4002 "asked" when it is sent the text "close". Prints
// its port, what compression was agreed on, and every close.
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { WebSocketServer } from 'ws';

const [deflate, certificate, key] = process.argv.slice(2);
const http = certificate
  ? createSecure({ cert: readFileSync(certificate), key: readFileSync(key) })
  : createPlain();
const server = new WebSocketServer({
  server: http,
  perMessageDeflate: JSON.parse(deflate),
  handleProtocols: (offered) => (offered.has('chat') ? 'chat' : false),
});

server.on('headers', (fields) => {
  const answer = fields.find((field) => field.startsWith('Sec-WebSocket-Extensions: '));
  console.log(`agreed on ${answer?.split(': ')[1]}.`);
});
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data.toString() === 'close') {
      socket.close(4002, 'asked');
    } else {
      socket.send(data, { binary: isBinary });
    }
  });
  socket.on('error', (error) => console.log(`error ${error.message}`));
  socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`));
});
http.listen(0, '127.0.0.1', () => console.log(`listening on ${http.address().port}.`));
