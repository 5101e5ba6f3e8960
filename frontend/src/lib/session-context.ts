import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session, SessionState } from '@/lib/session';

export const SessionContext = createContext<Session | null>(null);

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session around this component.');
  return session;
};

export const useSessionState = (): SessionState => {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.get);
};
