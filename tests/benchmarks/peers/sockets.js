// graphql-ws on ws, both without compression. POST /change changes a ticket and publishes it to
// every subscriber of this process, each of which executes its subscription, as graphql-ws does.
import { createServer } from "node:http";
import {
  GraphQLEnumType, GraphQLID, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString,
} from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

import { changeTicket, rows } from "./database.js";

const subscribers = new Set();

// An async iterator that holds what its reader has not taken yet.
function subscribe() {
  const waiting = [];
  let wake = null;
  let isOver = false;
  const push = (value) => {
    if (wake === null) waiting.push(value);
    else wake({ value, done: false });
    wake = null;
  };
  subscribers.add(push);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (waiting.length) return Promise.resolve({ value: waiting.shift(), done: false });
      if (isOver) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => (wake = resolve));
    },
    return() {
      subscribers.delete(push);
      isOver = true;
      wake?.({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
  };
}

const required = (type) => ({ type: new GraphQLNonNull(type) });
const words = (name, ...values) =>
  new GraphQLEnumType({ name, values: Object.fromEntries(values.map((it) => [it, {}])) });
const Status = words("Status", "OPEN", "IN_PROGRESS", "WAITING", "RESOLVED", "CLOSED");
const Priority = words("Priority", "LOW", "MEDIUM", "HIGH", "CRITICAL");
const Kind = words("Kind", "TICKET_UPDATED");
const User = new GraphQLObjectType({
  name: "User",
  fields: { id: required(GraphQLID), name: required(GraphQLString) },
});
const Ticket = new GraphQLObjectType({
  name: "Ticket",
  fields: {
    id: required(GraphQLID),
    title: required(GraphQLString),
    status: required(Status),
    priority: required(Priority),
    requester: required(User),
  },
});
const TicketEvent = new GraphQLObjectType({
  name: "TicketEvent",
  fields: { kind: required(Kind), ticketId: required(GraphQLID), ticket: { type: Ticket } },
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: "Query", fields: { ready: { type: GraphQLString } } }),
  subscription: new GraphQLObjectType({
    name: "Subscription",
    fields: { ticketEvents: { ...required(TicketEvent), subscribe } },
  }),
});

async function change({ id, title }) {
  const ticket = await changeTicket(id, title);
  const requesters = await rows(
    "requester", "SELECT id, name FROM users WHERE id = $1", [ticket.requester_id],
  );
  ticket.requester = requesters[0];
  const ticketEvents = { kind: "TICKET_UPDATED", ticketId: ticket.id, ticket };
  for (const push of subscribers) push({ ticketEvents });
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url === "/change") await change(JSON.parse(Buffer.concat(chunks)));
  response.end("{}");
});
useServer({ schema }, new WebSocketServer({ server, path: "/graphql", perMessageDeflate: false }));
server.listen(Number(process.env.PORT), "127.0.0.1");
