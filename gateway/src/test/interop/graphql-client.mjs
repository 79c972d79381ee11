// A GraphQL client: node graphql-client.mjs URL. Keeps two subscriptions, a mutation and a query under way by graphql-ws, and
// reconnects never. Prints whom each subscription is fed by whenever that changes. Told "go on" it runs what ends, and leaves.
import assert from 'node:assert';
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url] = process.argv.slice(2);
let overdue;
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  lazy: false,
  retryAttempts: 0,
  keepAlive: 100,
  connectionParams: { user: 'ada' },
  onNonLazyError: (error) => console.log(`failed ${error.message ?? error.code}.`),
  on: {
    connected: () => console.log('connected.'),
    closed: (event) => console.log(`closed ${event.code}.`),
    ping: (received) => {
      if (!received) {
        overdue ??= setTimeout(() => console.log('no pong.'), 3000);
      }
    },
    pong: () => {
      clearTimeout(overdue);
      overdue = undefined;
    },
  },
});

function watch(of) {
  let last;
  return client.subscribe(
    { query: `subscription Watch($of: String!) { ticks(of: $of) }`, operationName: 'Watch', variables: { of } },
    {
      next: ({ data }) => {
        if (data.ticks !== last) {
          last = data.ticks;
          console.log(`${last}.`);
        }
      },
      error: (error) => console.log(`${of} failed ${JSON.stringify(error)}.`),
      complete: () => console.log(`${of} completed.`),
    },
  );
}

function run(query) {
  return new Promise((resolve, reject) => {
    let result;
    client.subscribe(
      { query },
      {
        next: (next) => {
          result = next.data;
        },
        error: reject,
        complete: () => resolve(result),
      },
    );
  });
}

const stops = [watch('one'), watch('two')];
for (const query of ['mutation { pay(amount: 7) }', 'query { slow }']) {
  run(query).then(
    () => console.log(`${query} ended.`),
    (errors) => console.log(`${query} failed ${errors[0].extensions?.code}.`),
  );
}

await once(process.stdin, 'data');
assert.deepStrictEqual({ ...(await run('mutation { pay(amount: -3) }')) }, { pay: -3 });
console.log(`now with ${(await run('{ who }')).who}.`);
stops.forEach((stop) => stop());
await client.dispose();
clearTimeout(overdue);
process.stdin.destroy();
console.log('all well');
