import { Anchor, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { FaultNotice } from '@/components/fault-notice';
import { RowsSkeleton } from '@/components/page-skeleton';
import { TicketRows } from '@/components/ticket-rows';
import type { TicketFilter } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';
import { useTicketList } from '@/lib/use-ticket-list';
import classes from './home-page.module.css';

type LiveSectionProps = {
  title: string;
  isTitleHidden?: boolean;
  /** Where all of them are. */
  to?: string;
  filter: TicketFilter | null;
  most?: number;
  empty: ReactNode;
};

/** The newest tickets of a kind; they come and go by themselves. */
export const LiveSection = ({ title, isTitleHidden = false, to, filter, most = 20, empty }: LiveSectionProps) => {
  const { list, state } = useTicketList({ filter, search: '', sort: 'CREATED_AT', direction: 'DESC' });
  return (
    <section className={classes.section} aria-label={title}>
      <Group justify="space-between" mb="xs" className={isTitleHidden ? 'visually-hidden' : ''}>
        <Title order={2} size="h3">
          {title}
          {state.total ? <span className={classes.count}>{state.total}</span> : null}
        </Title>
        {to && (
          <Anchor component={Link} to={to} size="sm" aria-label={`${TEXTS.home.showAll}: ${title}`}>
            {TEXTS.home.showAll}
          </Anchor>
        )}
      </Group>
      {state.fault ? (
        <FaultNotice fault={state.fault} onRetry={list.loadMore} />
      ) : !state.isKnown ? (
        <RowsSkeleton rows={Math.min(most, 6)} />
      ) : state.rows.length === 0 ? (
        empty
      ) : (
        <TicketRows tickets={state.rows.slice(0, most)} />
      )}
    </section>
  );
};
