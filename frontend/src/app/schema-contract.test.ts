import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { EMAIL_CONFIRM, NEW_LINK, PASSWORD_RESET } from '@/features/account/operations';
import { MUTE_MAILS, ticketQuery } from '@/features/welcome/operations';

const schema = buildSchema(
  readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'),
);

test.each([
  ['the password reset', PASSWORD_RESET],
  ['the confirmation', EMAIL_CONFIRM],
  ['the request of a new link', NEW_LINK],
  ['the look-up of a ticket', ticketQuery('tkt_01k8y3zq4v5w6x7y8z9a0b1c2d')],
  ['the switching off of mails', MUTE_MAILS],
])('%s fits the schema', (_name, document) => {
  expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
});
