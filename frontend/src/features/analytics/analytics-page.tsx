import { Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { useDesk } from '@/lib/desk';
import { analytics as texts } from '@/lib/texts/analytics';
import classes from './analytics.module.css';
import { localToday, localZone, periodBefore, rangeFrom, rangeInWords, withRange } from './range';
import { RangeControl } from './range-control';
import { TicketFigures } from './ticket-figures';
import { TriageFigures } from './triage-figures';

const AI = 'ai';

export const AnalyticsPage = () => {
  const { viewer } = useDesk();
  return viewer.role === 'USER' ? <NotFound /> : <Analytics />;
};

const Analytics = () => {
  const [parameters, setParameters] = useSearchParams();
  const today = localToday();
  const range = rangeFrom(parameters, today);
  const { from, to } = range;
  const scope = useMemo(
    () => ({ range: { from, to }, before: periodBefore({ from, to }), timeZone: localZone() }),
    [from, to],
  );
  const part = parameters.get('part') === AI ? AI : 'tickets';
  const open = (value: string | null) => {
    const changed = new URLSearchParams(parameters);
    if (value === AI) changed.set('part', AI);
    else changed.delete('part');
    setParameters(changed);
  };
  return (
    <Page title={texts.title} width="wide">
      <Tabs value={part} onChange={open} keepMounted={false}>
        <div className={classes.bar}>
          <Tabs.List aria-label={texts.partsLabel}>
            <Tabs.Tab value="tickets">{texts.parts.tickets}</Tabs.Tab>
            <Tabs.Tab value={AI}>{texts.parts.ai}</Tabs.Tab>
          </Tabs.List>
          <RangeControl
            key={`${from} ${to}`}
            range={range}
            today={today}
            onChange={(chosen) => { setParameters(withRange(parameters, chosen)); }}
          />
        </div>
        <p className={classes.told}>{texts.range.told(rangeInWords(scope.range), rangeInWords(scope.before))}</p>
        <Tabs.Panel value="tickets">
          <TicketFigures scope={scope} />
        </Tabs.Panel>
        <Tabs.Panel value={AI}>
          <TriageFigures scope={scope} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
};
