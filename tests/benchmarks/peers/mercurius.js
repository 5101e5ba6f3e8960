// Mercurius as its documentation advises for speed: JIT, loaders without a cache to serialise
// keys for, prepared statements, no log. No authentication, no permissions, no limits.
import fastify from "fastify";
import { GraphQLScalarType } from "graphql";
import mercurius from "mercurius";

import { changeTicket, rows } from "./database.js";

const schema = `
  scalar DateTime
  type User { id: ID! name: String! }
  type Tag { name: String! }
  type Comment { id: ID! body: String! visibility: String! createdAt: DateTime! author: User! }
  type CommentConnection { nodes: [Comment!]! }
  type Event { id: ID! kind: String! occurredAt: DateTime! }
  type EventConnection { nodes: [Event!]! }
  type Ticket {
    id: ID! number: Int! title: String! description: String! status: String! priority: String!
    createdAt: DateTime! updatedAt: DateTime! version: Int!
    requester: User! assignee: User tags: [Tag!]!
    comments(first: Int!): CommentConnection! events(first: Int!): EventConnection!
  }
  type TicketConnection { totalCount: Int! nodes: [Ticket!]! }
  type UserError { code: String! message: String! }
  input TicketUpdateInput { id: ID! title: String! }
  type TicketPayload { ticket: Ticket errors: [UserError!]! }
  type Query { tickets(first: Int!): TicketConnection! ticket(id: ID!): Ticket }
  type Mutation { ticketUpdate(input: TicketUpdateInput!): TicketPayload! }
  type Subscription { ticketUpdated: Ticket! }
`;

const TICKET = `id, number::int, title, description, status, priority, version, requester_id,
  assignee_id, created_at AS "createdAt", updated_at AS "updatedAt"`;
const LIST = `SELECT ${TICKET} FROM ticket ORDER BY created_at DESC, id DESC LIMIT $1`;
const ONE = `SELECT ${TICKET} FROM ticket WHERE id = $1`;
const COUNT = "SELECT count(*)::int AS count FROM ticket";
const USERS = "SELECT id, name FROM users WHERE id = ANY($1)";
const TAGS = `SELECT ticket_id, name FROM ticket_tag JOIN tag ON tag.id = tag_id
  WHERE ticket_id = ANY($1) ORDER BY name`;
const COMMENTS = `SELECT id, body, visibility, created_at AS "createdAt", author_id FROM comment
  WHERE ticket_id = $1 ORDER BY created_at, id LIMIT $2`;
const EVENTS = `SELECT id, kind, occurred_at AS "occurredAt" FROM event
  WHERE ticket_id = $1 ORDER BY position LIMIT $2`;

const resolvers = {
  DateTime: new GraphQLScalarType({
    name: "DateTime",
    serialize: (moment) => moment.toISOString(),
  }),
  Query: {
    tickets: (_, { first }) => ({ first }),
    ticket: async (_, { id }) => (await rows("ticket", ONE, [id]))[0] ?? null,
  },
  TicketConnection: {
    totalCount: async () => (await rows("count", COUNT, []))[0].count,
    nodes: ({ first }) => rows("tickets", LIST, [first]),
  },
  Ticket: {
    comments: (ticket, { first }) => ({ id: ticket.id, first }),
    events: (ticket, { first }) => ({ id: ticket.id, first }),
  },
  CommentConnection: { nodes: ({ id, first }) => rows("comments", COMMENTS, [id, first]) },
  EventConnection: { nodes: ({ id, first }) => rows("events", EVENTS, [id, first]) },
  Mutation: {
    ticketUpdate: async (_, { input }, { pubsub }) => {
      const ticket = await changeTicket(input.id, input.title);
      pubsub.publish({ topic: "ticket", payload: { ticketUpdated: ticket } });
      return { ticket, errors: [] };
    },
  },
  Subscription: {
    ticketUpdated: { subscribe: (_root, _args, { pubsub }) => pubsub.subscribe("ticket") },
  },
};

const people = (column) => ({
  opts: { cache: false },
  loader: async (queries) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[column]).filter(Boolean))];
    const found = new Map();
    for (const user of await rows("users", USERS, [ids])) found.set(user.id, user);
    return queries.map(({ obj }) => found.get(obj[column]) ?? null);
  },
});

const loaders = {
  Ticket: {
    requester: people("requester_id"),
    assignee: people("assignee_id"),
    tags: {
      opts: { cache: false },
      loader: async (queries) => {
        const found = new Map(queries.map(({ obj }) => [obj.id, []]));
        for (const tag of await rows("tags", TAGS, [[...found.keys()]])) {
          found.get(tag.ticket_id).push(tag);
        }
        return queries.map(({ obj }) => found.get(obj.id));
      },
    },
  },
  Comment: { author: people("author_id") },
};

const app = fastify({ logger: false });
app.register(mercurius, { schema, resolvers, loaders, jit: 1, subscription: true });
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
