// A GraphQL server: node graphql-server.mjs NAME. Speaks graphql-transport-ws by graphql-ws. The subscription "ticks" says every
// 10 ms who sends it, the mutation "pay" never ends. Prints its port, every greeting, and every operation that it runs.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const [name] = process.argv.slice(2);
const named = { of: { type: new GraphQLNonNull(GraphQLString) } };

function ran(what, value) {
  console.log(`ran ${what}.`);
  return value;
}

async function* ticks(_, { of }) {
  console.log(`ran ticks ${of}.`);
  for (;;) {
    yield { ticks: `${of} from ${name}` };
    await sleep(10);
  }
}

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      who: { type: GraphQLString, resolve: () => ran('who', name) },
      slow: { type: GraphQLString, resolve: () => ran('slow', new Promise(() => {})) },
    },
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      pay: {
        type: GraphQLInt,
        args: { amount: { type: GraphQLInt } },
        resolve: (_, { amount }) => ran(`pay ${amount}`, amount < 0 ? amount : new Promise(() => {})),
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: { ticks: { type: GraphQLString, args: named, subscribe: ticks } },
  }),
});

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: true });
const onConnect = async (context) => {
  console.log(`greeted by ${context.connectionParams.user}.`);
  await sleep(20); // as one that looks a user up: what comes before the acknowledgement is refused with 4401
  return context.connectionParams.user === 'ada';
};
useServer({ schema, onConnect }, server);
http.listen(0, '127.0.0.1', () => console.log(`listening on ${http.address().port}.`));
