import { useDebouncedValue } from '@mantine/hooks';
import { stringifyDocument } from '@urql/core';
import { useEffect, useReducer, useState, useSyncExternalStore } from 'react';
import { HelpDocument, type HelpSubscription } from '@/gql/help';
import { useDesk } from '@/lib/desk';
import { hear, NO_HELP, questionOf } from './help';

const PAUSE_MS = 500;
const QUESTION = stringifyDocument(HelpDocument);

/**
 * Asks the desk for help each time the writer pauses. A changed draft replaces the question that is
 * being answered, and leaving breaks it off. Past the cache, as nothing of a draft is to be kept.
 */
export const useHelp = (title: string, description: string) => {
  const { live } = useDesk();
  const question = questionOf(title, description);
  const [paused] = useDebouncedValue(question && JSON.stringify(question), PAUSE_MS);
  const [attempt, setAttempt] = useState(0);
  const [help, tell] = useReducer(hear, NO_HELP);
  const isOffline = useSyncExternalStore(live.status.subscribe, live.status.get) === 'offline';
  const asked = question ? paused : null;

  useEffect(() => {
    if (!asked) {
      tell({ kind: 'cleared' });
      return;
    }
    tell({ kind: 'asked' });
    const end = () => { tell({ kind: 'ended' }); };
    const variables = { draft: JSON.parse(asked) as object };
    return live.subscribe({ query: QUESTION, variables }, {
      next: ({ data }) => {
        if (data) tell({ kind: 'heard', part: (data as HelpSubscription).answerSuggestion });
        else end();
      },
      error: end,
      complete: end,
    });
  }, [live, asked, attempt]);

  return { help, isOffline, askAgain: () => { setAttempt(attempt + 1); } };
};
