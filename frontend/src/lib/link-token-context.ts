import { createContext, useContext } from 'react';

/** The token of the mailed link that opened this tab; empty if there was none. */
export const LinkTokenContext = createContext('');

export const useLinkToken = (): string => useContext(LinkTokenContext);
