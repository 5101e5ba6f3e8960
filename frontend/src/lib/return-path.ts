type Place = { pathname: string; search: string; hash: string };

/** Where to sign in, so as to come back to this place. */
export const signInPath = ({ pathname, search, hash }: Place): string => {
  const place = `${pathname}${search}${hash}`;
  return place === '/' ? '/login' : `/login?${new URLSearchParams({ next: place }).toString()}`;
};

/** Where to go after signing in. Only to a page of ours: a link could carry anything. */
export const returnPath = (parameters: URLSearchParams): string => {
  const next = parameters.get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
};
