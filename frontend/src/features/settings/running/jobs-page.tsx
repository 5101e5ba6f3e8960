import { Anchor, Button, Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { TimeAgo } from '@/components/time-ago';
import type { JobState } from '@/gql/schema';
import { JobAgainDocument, JobAwayDocument, SettingsJobsDocument, type SettingsJobsQuery } from '@/gql/settings-running';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsJobs as texts } from '@/lib/texts/settings-running';
import { useRefresh } from '@/lib/use-refresh';
import { ConfirmDialog } from '../shared/confirm-dialog';
import type { Column } from '../shared/data-table';
import { RowMenu } from '../shared/row-menu';
import { RowsTable } from '../shared/rows-table';
import { useRows } from '../shared/use-rows';
import { tellOf, useSend } from '../shared/use-send';
import classes from './running.module.css';

type Job = SettingsJobsQuery['jobs']['nodes'][number];

/** No event tells how jobs go on: they are asked for so long after one, which may have made some. */
const REFRESH_AFTER_MS = 2_000;
const STATES = Object.entries(texts.states).map(([value, label]) => ({ value, label }));

/** Work that was given up, why, and trying it again; other states on request. */
export const JobsPage = () => {
  const [parameters, setParameters] = useSearchParams();
  const given = parameters.get('state') ?? 'DEAD';
  const state = (given in texts.states ? given : 'DEAD') as JobState;
  const jobs = useRows(SettingsJobsDocument, { filter: { state: { eq: state } } }, (data) => data.jobs);
  useRefresh(jobs.refresh, REFRESH_AFTER_MS);
  const [discarded, setDiscarded] = useState<Job | null>(null);
  const send = useSend();

  const retry = async (job: Job) => {
    const change = send(JobAgainDocument, { input: { id: job.id } });
    if (await tellOf(change.then(({ jobRetry }) => jobRetry.errors), texts.retried)) jobs.readAgain();
  };
  const actions: Column<Job> = {
    label: SETTINGS_TEXTS.actions,
    isActions: true,
    cell: (job) => (
      <RowMenu
        label={SETTINGS_TEXTS.more(texts.kinds[job.kind])}
        actions={[
          { label: texts.retry, icon: IconRefresh, onSelect: () => void retry(job) },
          { label: texts.discard, icon: IconTrash, isDanger: true, onSelect: () => { setDiscarded(job); } },
        ]}
      />
    ),
  };
  return (
    <Page
      title={SETTINGS_TEXTS.sections.jobs.label}
      actions={
        <Button variant="default" onClick={jobs.readAgain}>
          {SETTINGS_TEXTS.refresh}
        </Button>
      }
    >
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <Select
        mb="sm"
        maw="20rem"
        aria-label={texts.state}
        allowDeselect={false}
        data={STATES}
        value={state}
        onChange={(value) => { setParameters(value && value !== 'DEAD' ? { state: value } : {}, { replace: true }); }}
      />
      <RowsTable
        label={texts.list}
        list={jobs}
        rows={4}
        empty={
          <EmptyState
            icon={IconCircleCheck}
            title={state === 'DEAD' ? texts.empty : texts.emptyOther}
            {...(state === 'DEAD' && { advice: texts.emptyAdvice })}
          />
        }
        columns={[
          { label: texts.kind, cell: (job) => <Kind job={job} /> },
          { label: texts.tries, rank: 'aside', isNumber: true, cell: ({ attempts, maxAttempts }) => texts.triesOf(attempts, maxAttempts) },
          { label: texts.error, cell: ({ lastError }) => <JobError error={lastError} /> },
          { label: texts.since, rank: 'aside', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
          ...(state === 'DEAD' ? [actions] : []),
        ]}
      />
      {discarded && (
        <ConfirmDialog
          title={texts.discardTitle(texts.kinds[discarded.kind])}
          text={texts.discardText}
          confirmLabel={texts.discard}
          onConfirm={async () => (await send(JobAwayDocument, { input: { id: discarded.id } })).jobDiscard.errors}
          onDone={() => {
            notifications.show({ message: texts.discarded });
            setDiscarded(null);
            jobs.readAgain();
          }}
          onClose={() => { setDiscarded(null); }}
        />
      )}
    </Page>
  );
};

const Kind = ({ job: { kind, ticketId } }: { job: Job }) => (
  <>
    <b>{texts.kinds[kind]}</b>
    {ticketId && (
      <>
        {' '}
        <Anchor component={Link} to={`/tickets/${ticketId}`} size="sm" underline="always">
          {texts.ticket}
        </Anchor>
      </>
    )}
  </>
);

const SHORT = 120;

const JobError = ({ error }: { error: string | null }) => {
  if (!error) return texts.noError;
  const [first = ''] = error.split('\n');
  if (error.length <= SHORT && first === error) return error;
  return (
    <details className={classes.details}>
      <summary>{`${first.slice(0, SHORT)}…`}</summary>
      <div className={classes.mail}>{error}</div>
    </details>
  );
};
