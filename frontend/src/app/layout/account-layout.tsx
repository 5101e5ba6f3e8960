import { Anchor } from '@mantine/core';
import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { RowsSkeleton } from '@/components/page-skeleton';
import { TEXTS } from '@/lib/texts';
import classes from './account-layout.module.css';

/** The frame of the pages before one is signed in. */
export const AccountLayout = () => (
  <div className={classes.layout}>
    <header className={classes.name}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      {TEXTS.name}
    </header>
    <main className={classes.card}>
      <Suspense fallback={<RowsSkeleton rows={4} />}>
        <Outlet />
      </Suspense>
    </main>
    <footer>
      <Anchor href="/graphql" size="sm" c="dimmed">
        {TEXTS.shell.links.api}
      </Anchor>
    </footer>
  </div>
);
