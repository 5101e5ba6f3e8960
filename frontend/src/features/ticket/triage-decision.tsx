import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCheck, IconHighlight } from '@tabler/icons-react';
import { ConfidenceBar } from '@/components/confidence-bar';
import type { TriageField } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import { CorrectMenu } from './correct-menu';
import classes from './triage-panel.module.css';
import type { TicketDetail } from './types';
import type { Choice, Choices } from './use-choices';
import { fieldKey, wordsOf } from './value-words';

const { triage: texts } = TICKET_TEXTS;
const { words } = TEXTS;

type Decision = NonNullable<TicketDetail['triage']>['fields'][number];

type TriageDecisionProps = {
  decision: Decision;
  choices: Choices;
  canReview: boolean;
  isBusy: boolean;
  isMarked: boolean;
  onMark: (field: TriageField | null) => void;
  onAccept: () => void;
  onCorrect: (value: unknown) => void;
};

export const TriageDecision = (props: TriageDecisionProps) => {
  const { decision, choices, canReview, isBusy, isMarked, onMark, onAccept, onCorrect } = props;
  const { field, confidence, decidedBy, evidence, applied, review } = decision;
  const name = texts.fields[field];
  // What nothing spoke for, and what a person said, is not more or less sure.
  const isSure = decidedBy === 'RULE' || decidedBy === 'MODEL' || decidedBy === 'LLM';
  const percent = Math.round(confidence * 100);
  const wordsFor = (value: unknown) => wordsOf(fieldKey(field), value, choices.names);
  const options = optionsFor(field, choices);
  return (
    <li className={classes.decision}>
      <div className={classes.line}>
        <span className={classes.name}>{name}</span>
        <span className={classes.value}>{wordsFor(decision.value)}</span>
        <span className={classes.buttons}>
          {evidence.length > 0 && (
            <Tooltip label={texts.showEvidence(name)}>
              <ActionIcon
                size="sm"
                variant={isMarked ? 'light' : 'subtle'}
                color={isMarked ? 'iris' : 'gray'}
                aria-pressed={isMarked}
                aria-label={texts.showEvidence(name)}
                onClick={() => { onMark(isMarked ? null : field); }}
              >
                <IconHighlight size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          {canReview && review === null && (
            <Tooltip label={texts.acceptField(name)}>
              <ActionIcon size="sm" variant="subtle" color="gray" disabled={isBusy} aria-label={texts.acceptField(name)} onClick={onAccept}>
                <IconCheck size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          {canReview && options.length > 0 && (
            <CorrectMenu
              name={name}
              isList={field === 'SKILLS' || field === 'TAGS'}
              value={decision.reviewedValue ?? decision.value}
              options={options}
              isBusy={isBusy}
              onCorrect={onCorrect}
            />
          )}
        </span>
      </div>
      <div className={classes.quiet}>
        {isSure && <ConfidenceBar percent={percent} label={texts.confidence(name, percent)} />}
        <span>
          {isSure && texts.sure(percent)} {texts.by[decidedBy]}
          {!applied && review === null && ` · ${texts.suggestion}`}
          {review === 'ACCEPTED' && ` · ${texts.accepted}`}
          {review === 'CORRECTED' && ` · ${texts.corrected(wordsFor(decision.reviewedValue))}`}
        </span>
      </div>
      {evidence.length > 0 && (
        <p className={classes.evidence}>
          {evidence.map((it) => (
            <q key={it}>{it}</q>
          ))}
        </p>
      )}
      {canReview && !applied && review === null && (
        <Button size="compact-xs" variant="light" disabled={isBusy} onClick={onAccept}>
          {texts.accept}
        </Button>
      )}
    </li>
  );
};

const named = (values: Record<string, string>): Choice[] =>
  Object.entries(values).map(([value, label]) => ({ value, label }));

const optionsFor = (field: TriageField, choices: Choices): readonly Choice[] => {
  switch (field) {
    case 'CATEGORY':
      return choices.categories;
    case 'PRIORITY':
      return named(words.priority);
    case 'URGENCY':
      return named(words.urgency);
    case 'SENTIMENT':
      return named(words.sentiment);
    case 'SKILLS':
      return choices.skills;
    case 'TAGS':
      return choices.tags;
    case 'LANGUAGE':
      return LANGUAGES.map((value) => ({ value, label: wordsOf('language', value, new Map()) }));
  }
};

const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'tr', 'uk'];
