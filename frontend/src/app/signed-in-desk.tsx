import { type ReactNode, useEffect, useState } from 'react';
import { Provider } from 'urql';
import { Splash } from '@/app/splash';
import { FaultNotice } from '@/components/fault-notice';
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
    const anew = () => { if (!isLeft) setGeneration(generation + 1); };
    const made = createDesk(session, () => {
      // Rights are told by the session: with other rights, all of this is made anew from above.
      session.token(Infinity).then(anew, anew);
    });
    made.start().then(
      (viewer) => { if (!isLeft) setDesk({ ...made, viewer }); },
      (error: unknown) => { if (!isLeft) setFault(faultOf(error)); },
    );
    return () => {
      isLeft = true;
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
