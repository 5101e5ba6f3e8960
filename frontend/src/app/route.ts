export type Route =
  | { page: 'welcome' | 'resetPassword' | 'confirmEmail' | 'login' | 'profile' | 'unknown' }
  | { page: 'ticket'; id: string };

const TICKET = /^\/tickets\/(tkt_[0-9a-z]{26})$/;

/** The page at a path of this origin; a ticket's id is one that is safe to put into a query. */
export const routeOf = (pathname: string): Route => {
  const path = pathname.replace(/\/+$/, '');
  const id = TICKET.exec(path)?.[1];
  if (id) return { page: 'ticket', id };
  switch (path) {
    case '':
      return { page: 'welcome' };
    case '/reset-password':
      return { page: 'resetPassword' };
    case '/confirm-email':
      return { page: 'confirmEmail' };
    case '/login':
      return { page: 'login' };
    case '/profile':
      return { page: 'profile' };
    default:
      return { page: 'unknown' };
  }
};
