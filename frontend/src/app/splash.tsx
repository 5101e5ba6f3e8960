import { Center, Loader } from '@mantine/core';
import { TEXTS } from '@/lib/texts';

/** While it is not yet known who is here. */
export const Splash = () => (
  <Center mih="100vh">
    <Loader size="sm" type="dots" role="status" aria-label={TEXTS.shell.restoring} />
  </Center>
);
