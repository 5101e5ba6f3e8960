type Place = Pick<Location, 'href'>;
type Visits = Pick<History, 'replaceState'>;

/**
 * The token of a mailed link, or an empty string. It is taken out of the address bar and the
 * history, so that it is neither bookmarked, nor shown over a shoulder, nor found later.
 */
export const takeToken = (location: Place, history: Visits): string => {
  const url = new URL(location.href);
  const token = url.searchParams.get('token');
  if (token === null) return '';
  url.searchParams.delete('token');
  history.replaceState(null, '', `${url.pathname}${url.search}${url.hash}`);
  return token.trim();
};
