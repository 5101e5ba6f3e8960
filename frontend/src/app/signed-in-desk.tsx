import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { Provider } from 'urql';
import { Splash } from '@/app/splash';
import { FaultNotice } from '@/components/fault-notice';
import { DeskDocument } from '@/gql/desk';
import { createDesk, DeskContext, type SignedIn } from '@/lib/desk';
import { type Fault, faultOf } from '@/lib/fault';
import { useSession } from '@/lib/session-context';

/** Makes the client, the cache and the socket of who is signed in, and lets them go again. */
export const SignedInDesk = ({ children }: { children: ReactNode }) => {
  const session = useSession();
  const [generation, setGeneration] = useState(0);
  const [desk, setDesk] = useState<SignedIn | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);

  useEffect(() => {
    let isLeft = false;
    let following: { unsubscribe: () => void } | undefined;
    const anew = () => { if (!isLeft) setGeneration(generation + 1); };
    const made = createDesk(session, () => {
      // Rights are told by the session: with other rights, all of this is made anew from above.
      session.token(Infinity).then(anew, anew);
    });
    made.start().then(
      (viewer) => {
        if (isLeft) return;
        // The whole screen comes with it, drawn in pieces.
        startTransition(() => { setDesk({ ...made, viewer }); });
        // One's own changes, of the name for example, are seen wherever it stands.
        const known = made.client.query(DeskDocument, {}, { requestPolicy: 'cache-only' });
        following = known.subscribe(({ data }) => { if (data?.viewer) setDesk({ ...made, viewer: data.viewer }); });
      },
      (error: unknown) => { if (!isLeft) setFault(faultOf(error)); },
    );
    return () => {
      isLeft = true;
      following?.unsubscribe();
      made.stop();
      setDesk(null);
      setFault(null);
    };
  }, [session, generation]);

  if (fault) {
    return (
      <main>
        <FaultNotice fault={fault} onRetry={() => { setGeneration(generation + 1); }} />
      </main>
    );
  }
  if (!desk) return <Splash />;
  return (
    <DeskContext value={desk}>
      <Provider value={desk.client}>{children}</Provider>
    </DeskContext>
  );
};
