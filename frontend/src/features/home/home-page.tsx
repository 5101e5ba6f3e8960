import { lazy, Suspense } from 'react';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { PageSkeleton } from '@/components/page-skeleton';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';
import classes from './home-page.module.css';
import { LiveSection } from './live-section';
import { Today } from './today';

const { home: texts } = TEXTS;

const OwnTicketsPage = lazy(async () => ({
  default: (await import('@/features/requester/own-tickets-page')).OwnTicketsPage,
}));

export const HomePage = () => {
  const { viewer } = useDesk();
  return viewer.role === 'USER' ? <RequesterHome /> : <StaffHome viewerId={viewer.id} />;
};

const RequesterHome = () => (
  <Suspense fallback={<PageSkeleton />}>
    <OwnTicketsPage />
  </Suspense>
);

const StaffHome = ({ viewerId }: { viewerId: string }) => (
  <Page title={texts.title} width="wide">
    <Today />
    <div className={classes.columns}>
      <LiveSection
        title={texts.mine}
        to="/inbox"
        filter={{ assignee: { id: { eq: viewerId } }, status: { in: ['OPEN', 'IN_PROGRESS', 'WAITING'] } }}
        empty={<EmptyState isPart title={texts.nothingMine} advice={texts.nothingMineAdvice} />}
      />
      <div>
        <LiveSection
          title={texts.queue}
          to="/inbox?view=unassigned"
          filter={{ hasAssignee: { eq: false }, status: { in: ['OPEN', 'IN_PROGRESS'] } }}
          most={5}
          empty={<p className={classes.quiet}>{texts.nothingQueued}</p>}
        />
        <LiveSection
          title={texts.newest}
          to="/inbox?view=all"
          filter={null}
          most={8}
          empty={<p className={classes.quiet}>{texts.nothingNew}</p>}
        />
      </div>
    </div>
  </Page>
);
