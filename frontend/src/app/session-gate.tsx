import { lazy, Suspense, useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { Splash } from '@/app/splash';
import { FaultNotice } from '@/components/fault-notice';
import { useSession, useSessionState } from '@/lib/session-context';
import { signInPath } from '@/lib/return-path';
import { TEXTS } from '@/lib/texts';

const RETRY_MS = 5_000;
export const loadSignedIn = async () => ({ default: (await import('@/app/signed-in')).SignedIn });
const SignedIn = lazy(loadSignedIn);

/** Lets in who is signed in; others sign in first and then come back to where they were. */
export const SessionGate = () => {
  const state = useSessionState();
  const location = useLocation();
  if (state.status === 'restoring') return state.isStuck ? <Stuck /> : <Splash />;
  if (state.status === 'nobody') {
    const to = state.reason === 'left' ? '/login' : signInPath(location);
    return <Navigate to={to} replace />;
  }
  return (
    <Suspense fallback={<Splash />}>
      <SignedIn key={`${state.viewer.id} ${state.viewer.role}`} />
    </Suspense>
  );
};

const Stuck = () => {
  const session = useSession();
  useEffect(() => {
    const timer = setInterval(() => void session.restore(), RETRY_MS);
    return () => { clearInterval(timer); };
  }, [session]);
  return (
    <main>
      <FaultNotice
        fault={{ message: TEXTS.shell.stuck, code: 'UNREACHABLE', correlationId: null }}
        onRetry={() => void session.restore()}
      />
    </main>
  );
};
