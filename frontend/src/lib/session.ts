import { type RefreshSessionMutation, RefreshSessionDocument, SignOutDocument, type ViewerPartsFragment } from '@/gql/session';
import { request } from '@/lib/graphql-request';
import { createStore, type Store } from '@/lib/store';

export type Viewer = ViewerPartsFragment;

export type SessionState =
  /** Asking whether the refresh cookie is still good; `isStuck` while the server cannot be reached. */
  | { status: 'restoring'; isStuck: boolean }
  /** `left`: signed out on purpose; `expired`: was signed in here until the session ended. */
  | { status: 'nobody'; reason: 'unknown' | 'expired' | 'left' }
  | { status: 'signedIn'; viewer: Viewer };

export type AccessToken = { value: string; /** On this machine's clock, in ms. */ endsAt: number };

/** What login, register and tokenRefresh answer. */
export type SignInAnswer = Omit<RefreshSessionMutation['tokenRefresh'], 'errors'>;

/**
 * Who is signed in here. The access token stays in memory; the refresh token is in a cookie that no
 * script can read, so a reload asks for a new access token.
 */
export type Session = Store<SessionState> & {
  restore: () => Promise<void>;
  /** Takes what the server said; `serverTime` rules out that a wrong clock ends tokens early. */
  accept: (answer: SignInAnswer, serverTime: number) => boolean;
  /** A token good for at least that long, refreshed if need be; null when nobody is signed in. */
  token: (atLeastMs?: number) => Promise<AccessToken | null>;
  signOut: () => Promise<void>;
};

const DEFAULT_LEAST_MS = 5_000;

export const createSession = (): Session => {
  const store = createStore<SessionState>({ status: 'restoring', isStuck: false });
  let token: AccessToken | null = null;
  let refreshing: Promise<AccessToken | null> | null = null;

  const forget = (reason: 'unknown' | 'expired' | 'left') => {
    token = null;
    store.set({ status: 'nobody', reason });
  };

  const accept: Session['accept'] = (answer, serverTime) => {
    if (!answer.accessToken || !answer.accessTokenExpiresAt || !answer.viewer) return false;
    const lifetime = Date.parse(answer.accessTokenExpiresAt) - serverTime;
    token = { value: answer.accessToken, endsAt: Date.now() + lifetime };
    const known = store.get();
    // The same person with the same rights stays the same value: nothing has to be drawn anew.
    if (known.status !== 'signedIn' || !isSame(known.viewer, answer.viewer)) {
      store.set({ status: 'signedIn', viewer: answer.viewer });
    }
    return true;
  };

  const refresh = async (): Promise<AccessToken | null> => {
    const { data, serverTime } = await request(RefreshSessionDocument, {});
    if (!accept(data.tokenRefresh, serverTime)) forget(store.get().status === 'signedIn' ? 'expired' : 'unknown');
    return token;
  };

  const refreshOnce = () => {
    refreshing ??= refresh().finally(() => { refreshing = null; });
    return refreshing;
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    accept,
    restore: async () => {
      try {
        await refreshOnce();
      } catch {
        store.set({ status: 'restoring', isStuck: true });
      }
    },
    token: async (atLeastMs = DEFAULT_LEAST_MS) => {
      if (store.get().status === 'nobody') return null;
      if (token && token.endsAt - Date.now() > atLeastMs) return token;
      return refreshOnce();
    },
    signOut: async () => {
      await request(SignOutDocument, {});
      forget('left');
    },
  };
};

const isSame = (one: Viewer, other: Viewer): boolean => one.id === other.id && one.role === other.role;
