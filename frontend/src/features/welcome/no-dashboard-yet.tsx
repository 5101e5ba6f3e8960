import { Copyable } from '@/components/copyable';
import { TEXTS } from '@/lib/texts';

type NoDashboardYetProps = { advice: string; operation?: string };

/** Instead of a page of the dashboard: how to do the same without it. */
export const NoDashboardYet = ({ advice, operation }: NoDashboardYetProps) => (
  <section className="notice" aria-labelledby="no-dashboard">
    <h2 id="no-dashboard">{TEXTS.noDashboard.title}</h2>
    <p>{advice}</p>
    {operation && <Copyable label={TEXTS.noDashboard.operation} text={operation} />}
  </section>
);
