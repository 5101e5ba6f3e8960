import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Page } from '@/components/page';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { NewTicketForm, type Solved } from './new-ticket-form';
import { SolvedNotice } from './solved-notice';

/** Asking for help, which may come while one is still writing. */
export const NewTicketPage = () => {
  const [parameters] = useSearchParams();
  const [solved, setSolved] = useState<Solved | null>(null);
  return (
    <Page title={REQUESTER_TEXTS.form.title} width="wide">
      {solved ? (
        <SolvedNotice article={solved.article} onNew={() => { setSolved(null); }} />
      ) : (
        <NewTicketForm followsId={parameters.get('follows')} onSolved={setSolved} />
      )}
    </Page>
  );
};
