import { Alert, Button, Stack, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { Page } from '@/components/page';
import { SettingsHealthDocument, type SettingsHealthQuery } from '@/gql/settings-running';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsHealth as texts, settingsJobs } from '@/lib/texts/settings-running';
import { useRefresh } from '@/lib/use-refresh';
import { DataTable } from '../shared/data-table';
import { Loaded } from '../shared/loaded';
import { Part } from '../shared/part';
import { Sign } from '../shared/sign';
import classes from './running.module.css';

/** Figures are asked for so long after something has happened. */
const REFRESH_AFTER_MS = 2_000;

type Health = SettingsHealthQuery['deskHealth'];
type Check = Health['checks'][number];

/** Whether the desk is well: its parts, what waits, and what went wrong in the last hour. */
export const HealthPage = () => {
  const [{ data, error }, read] = useQuery({ query: SettingsHealthDocument });
  const readAgain = () => { read({ requestPolicy: 'network-only' }); };
  useRefresh(read, REFRESH_AFTER_MS);
  return (
    <Page
      title={SETTINGS_TEXTS.sections.health.label}
      actions={
        <Button variant="default" onClick={readAgain}>
          {SETTINGS_TEXTS.refresh}
        </Button>
      }
    >
      <Loaded data={data?.deskHealth} error={error} onRetry={readAgain} rows={4} height={80}>
        {(health) => (
          <Stack gap="xl">
            <Parts checks={health.checks} />
            <Figures health={health} />
            <Waiting health={health} />
            <Text size="sm" c="dimmed">
              {texts.doctor}
            </Text>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};

const Parts = ({ checks }: { checks: readonly Check[] }) => {
  const isAllGood = checks.every(({ isOk }) => isOk);
  return (
    <Part title={texts.parts}>
      <Alert role="status" color={isAllGood ? 'green' : 'yellow'} variant="light" mb="sm">
        {isAllGood ? texts.allGood : texts.someBad}
      </Alert>
      <ul className={classes.checks}>
        {checks.map((check) => (
          <li key={check.name} className={classes.check}>
            <Text fw={600} size="sm">
              {texts.checks[check.name] ?? check.name}
            </Text>
            <CheckSign check={check} />
            <Text size="sm" c="dimmed">
              {check.detail}
            </Text>
          </li>
        ))}
      </ul>
    </Part>
  );
};

const CheckSign = ({ check: { isOk, isRequired } }: { check: Check }) => {
  if (isOk) return <Sign tone="done">{texts.ok}</Sign>;
  return isRequired ? <Sign tone="alarm">{texts.down}</Sign> : <Sign tone="warn">{texts.degraded}</Sign>;
};

const Figures = ({ health }: { health: Health }) => {
  const dead = health.jobs.reduce((sum, it) => sum + it.dead, 0);
  const oldest = Math.max(0, ...health.jobs.map((it) => it.oldestDueSeconds));
  const figures: readonly (readonly [string, string])[] = [
    [texts.lag, texts.seconds(health.feedLagSeconds)],
    [texts.oldest, texts.seconds(oldest)],
    [texts.dead, dead.toLocaleString('en')],
    [texts.doneJobs, health.jobsDoneLastHour.toLocaleString('en')],
    [texts.mailsFailed, health.mailsFailedLastHour.toLocaleString('en')],
    [texts.triageFailed, health.triagesFailedLastHour.toLocaleString('en')],
  ];
  return (
    <Part title={texts.figures}>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
};

const Waiting = ({ health: { jobs } }: { health: Health }) => (
  <Part title={texts.jobs}>
    {jobs.length === 0 ? (
      <Text size="sm">{texts.jobsEmpty}</Text>
    ) : (
      <DataTable
        label={texts.jobs}
        rows={jobs}
        keyOf={({ kind }) => kind}
        columns={[
          { label: settingsJobs.kind, cell: ({ kind }) => settingsJobs.kinds[kind] },
          { label: texts.due, isNumber: true, cell: ({ due }) => due },
          { label: texts.scheduled, isNumber: true, cell: ({ scheduled }) => scheduled },
          { label: texts.running, isNumber: true, cell: ({ running }) => running },
          { label: settingsJobs.states.DEAD, isNumber: true, cell: ({ dead }) => dead },
        ]}
      />
    )}
  </Part>
);
