import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { DEFAULT_QUERY } from './default-query';
import { LOGIN } from './sign-in';

const schema = buildSchema(
  readFileSync(new URL('../../../../schema/schema.graphql', import.meta.url), 'utf8'),
);

test.each([
  ['the default query', DEFAULT_QUERY],
  ['the sign-in', LOGIN],
])('%s fits the schema', (_name, document) => {
  expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
});
