import { expect, test } from 'vitest';
import { routeOf } from './route';

const ID = 'tkt_01k8y3zq4v5w6x7y8z9a0b1c2d';

test.each([
  ['/', 'welcome'],
  ['/reset-password', 'resetPassword'],
  ['/reset-password/', 'resetPassword'],
  ['/confirm-email', 'confirmEmail'],
  ['/login', 'login'],
  ['/profile', 'profile'],
  ['/nothing/here', 'unknown'],
  ['/tickets', 'unknown'],
])('%s is the page %s', (path, page) => {
  expect(routeOf(path)).toEqual({ page });
});

test('a link to a ticket tells its id', () => {
  expect(routeOf(`/tickets/${ID}`)).toEqual({ page: 'ticket', id: ID });
});

test.each(['tkt_1', `${ID}"){x}`, `usr_${ID.slice(4)}`, `${ID}/edit`])(
  'what is no ticket id goes into no query: %s',
  (id) => {
    expect(routeOf(`/tickets/${id}`)).toEqual({ page: 'unknown' });
  },
);
