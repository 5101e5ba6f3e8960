import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { BrowserRouter } from 'react-router';
import { AppRoutes } from '@/app/routes';
import { theme } from '@/app/theme/theme';
import { FaultBoundary } from '@/components/fault-boundary';
import { LinkTokenContext } from '@/lib/link-token-context';
import type { Session } from '@/lib/session';
import { SessionContext } from '@/lib/session-context';

type AppProps = { session: Session; linkToken: string };

export const App = ({ session, linkToken }: AppProps) => (
  // Variables come from the built style sheet, classes such as `visibleFrom` from nowhere: use CSS modules.
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <Notifications position="bottom-right" limit={4} autoClose={6_000} />
    <SessionContext value={session}>
      <LinkTokenContext value={linkToken}>
        <BrowserRouter>
          <FaultBoundary>
            <AppRoutes />
          </FaultBoundary>
        </BrowserRouter>
      </LinkTokenContext>
    </SessionContext>
  </MantineProvider>
);
