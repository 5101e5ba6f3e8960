import { Button, Select } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { ConfidenceBar } from '@/components/confidence-bar';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import classes from './help.module.css';

const { guess: texts } = REQUESTER_TEXTS;

export type Guess = { value: string; confidence: number };

type SuggestedFieldProps = {
  label: string;
  choices: readonly { value: string; label: string }[];
  /** What the writer has chosen; null leaves it to the desk. */
  chosen: string | null;
  /** What the desk thinks; null when it cannot tell. */
  guess: Guess | null;
  error: string | undefined;
  onChoose: (value: string | null) => void;
};

/** A field that the desk fills in until the writer does: a choice stays whatever the desk thinks next. */
export const SuggestedField = ({ label, choices, chosen, guess, error, onChoose }: SuggestedFieldProps) => (
  <div>
    <Select
      label={label}
      placeholder={texts.none}
      data={choices}
      value={chosen ?? guess?.value ?? null}
      error={error}
      allowDeselect={false}
      onChange={onChoose}
    />
    <div className={classes.guess}>{note(label, chosen, guess, onChoose)}</div>
  </div>
);

const note = (label: string, chosen: string | null, guess: Guess | null, onChoose: SuggestedFieldProps['onChoose']) => {
  if (chosen !== null) {
    return (
      <>
        <span>{texts.chosen}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => { onChoose(null); }}>
          {texts.leave}
          <span className="visually-hidden"> {texts.of(label)}</span>
        </Button>
      </>
    );
  }
  if (!guess) return <span>{texts.noneHint}</span>;
  const percent = Math.round(guess.confidence * 100);
  return (
    <>
      <ConfidenceBar percent={percent} />
      <span>{texts.sure(percent)}</span>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconCheck size={13} aria-hidden />}
        onClick={() => { onChoose(guess.value); }}
      >
        {texts.accept}
        <span className="visually-hidden"> {texts.of(label)}</span>
      </Button>
    </>
  );
};
