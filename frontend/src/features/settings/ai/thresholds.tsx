import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { SettingsTriageQuery } from '@/gql/settings-triage';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsTriage } from '@/lib/texts/settings-triage';
import { Part } from '../shared/part';
import { percent } from '../shared/percent';
import { ThresholdDialog } from './threshold-dialog';
import classes from './thresholds.module.css';

const { fields: texts } = settingsTriage;

export type FieldSettings = SettingsTriageQuery['triageSettings']['fields'][number];

type ThresholdsProps = { fields: readonly FieldSettings[]; onChanged: () => void };

/** For each field: what is set, and what that means with the decisions of the last time. */
export const Thresholds = ({ fields, onChanged }: ThresholdsProps) => {
  const [edited, setEdited] = useState<FieldSettings | null>(null);
  return (
    <Part title={texts.title} text={texts.text}>
      <ul className={classes.list}>
        {fields.map((it) => (
          <li key={it.field} className={classes.row}>
            <Text fw={600} size="sm">
              {texts.names[it.field]}
            </Text>
            <div className={classes.meaning}>
              <Text size="sm" fw={500}>
                {it.basis === 'OUT_OF_REACH' ? texts.never : texts.inForce(percent(it.thresholdInForce))}
              </Text>
              <Text size="sm" c="dimmed">
                {meaningOf(it)}
              </Text>
            </div>
            <Button size="xs" variant="default" onClick={() => { setEdited(it); }}>
              {SETTINGS_TEXTS.edit}
              <span className="visually-hidden"> {texts.names[it.field]}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt="xs">
        {texts.masking}
      </Text>
      {edited && (
        <ThresholdDialog
          settings={edited}
          onClose={() => { setEdited(null); }}
          onDone={() => {
            setEdited(null);
            onChanged();
          }}
        />
      )}
    </Part>
  );
};

const meaningOf = ({ basis, precisionTarget, expectedCoverage, precision, labels }: FieldSettings): string =>
  [
    precisionTarget !== null && texts.target(percent(precisionTarget)),
    texts.basis[basis],
    basis !== 'OUT_OF_REACH' && expectedCoverage !== null && texts.coverage(percent(expectedCoverage)),
    basis !== 'OUT_OF_REACH' && precision !== null && texts.precision(percent(precision)),
    labels > 0 && `${texts.reviews(labels)}.`,
  ]
    .filter(Boolean)
    .join(' ');
