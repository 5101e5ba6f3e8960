import { Shell } from '@/app/layout/shell';
import { SignedInDesk } from '@/app/signed-in-desk';

/** All that only those need who are signed in, in a chunk of its own: cache, socket, navigation. */
export const SignedIn = () => (
  <SignedInDesk>
    <Shell />
  </SignedInDesk>
);
