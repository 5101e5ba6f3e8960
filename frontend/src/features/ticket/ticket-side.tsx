import { type ReactNode, useId } from 'react';
import type { TriageField } from '@/gql/schema';
import { ticket as texts } from '@/lib/texts/ticket';
import { NotesEditor } from './notes-editor';
import type { Rights } from './rights';
import { SidePanel } from './side-panel';
import classes from './ticket-page.module.css';
import { TriagePanel } from './triage-panel';
import type { TicketDetail } from './types';
import type { Choices } from './use-choices';


type TicketSideProps = {
  ticket: TicketDetail;
  rights: Rights;
  choices: Choices;
  marked: TriageField | null;
  onMark: (field: TriageField | null) => void;
  onInsert: (reply: string) => void;
};

/** All beside the conversation: facts, and for staff triage and notes. */
export const TicketSide = ({ ticket, rights, choices, ...triage }: TicketSideProps) => (
  <>
    <Card title={texts.details}>
      <SidePanel ticket={ticket} rights={rights} choices={choices} />
    </Card>
    {rights.isStaff && (
      <>
        <Card title={texts.triage.title}>
          <TriagePanel ticket={ticket} rights={rights} choices={choices} {...triage} />
        </Card>
        <Card title={texts.fields.notes}>
          <NotesEditor ticket={ticket} canWork={rights.canWork} />
        </Card>
      </>
    )}
  </>
);

const Card = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
};
