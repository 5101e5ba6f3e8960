import { MantineProvider } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { AppRoutes } from '@/app/routes';
import { theme } from '@/app/theme/theme';
import { FaultBoundary } from '@/components/fault-boundary';
import { LinkTokenContext } from '@/lib/link-token-context';
import type { Session } from '@/lib/session';
import { SessionContext } from '@/lib/session-context';

const Notifications = lazy(async () => ({ default: (await import('@/app/notifications')).Notifications }));

type AppProps = { session: Session; linkToken: string };

export const App = ({ session, linkToken }: AppProps) => (
  // Variables come from the built style sheet, classes such as `visibleFrom` from nowhere: use CSS modules.
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <Suspense fallback={null}>
      <Notifications />
    </Suspense>
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
