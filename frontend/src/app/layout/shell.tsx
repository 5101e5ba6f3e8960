import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { ConnectionSign } from '@/app/layout/connection-sign';
import { Palette } from '@/app/layout/palette';
import { Shortcuts } from '@/app/layout/shortcuts';
import { Sidebar } from '@/app/layout/sidebar';
import { UserMenu } from '@/app/layout/user-menu';
import { FaultBoundary } from '@/components/fault-boundary';
import { later } from '@/components/later';
import { PageSkeleton } from '@/components/page-skeleton';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';
import classes from './shell.module.css';

const { shell: texts } = TEXTS;
const Alerts = later(async () => (await import('@/features/assignments/alerts')).Alerts);
const NavigationDrawer = later(async () => (await import('@/app/layout/navigation-drawer')).NavigationDrawer);

/** What stays while pages change: navigation, search, the sign of the connection, the account. */
export const Shell = () => {
  const [isOpen, navigation] = useDisclosure();
  const [isWanted, setIsWanted] = useState(false);
  const { viewer } = useDesk();
  const { pathname } = useLocation();
  const main = useFocusOnNavigation(pathname, navigation.close);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {texts.skip}
      </a>
      <aside className={classes.sidebar}>
        <Sidebar />
      </aside>
      {isWanted && (
        <Suspense fallback={null}>
          <NavigationDrawer isOpen={isOpen} onClose={navigation.close} />
        </Suspense>
      )}
      <header className={classes.header}>
        <Burger
          className={classes.burger}
          size="sm"
          opened={isOpen}
          onClick={() => {
            setIsWanted(true);
            navigation.toggle();
          }}
          aria-label={isOpen ? texts.closeNavigation : texts.openNavigation}
        />
        <Palette />
        <div className={classes.corner}>
          <ConnectionSign />
          <UserMenu />
        </div>
      </header>
      <Shortcuts />
      {viewer.role !== 'USER' && (
        <Suspense fallback={null}>
          <Alerts />
        </Suspense>
      )}
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <FaultBoundary resetKey={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </FaultBoundary>
      </main>
    </div>
  );
};

/** A new page takes the focus, so that the keyboard and screen readers are where the eyes are. */
const useFocusOnNavigation = (pathname: string, onNavigation: () => void) => {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    onNavigation();
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname, onNavigation]);
  return main;
};
