import { Alert, Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useClient } from 'urql';
import type { TriageField } from '@/gql/schema';
import { RuleDryRunDocument, type RuleDryRunQuery, type RulePartsFragment } from '@/gql/settings-rules';
import { faultOf } from '@/lib/fault';
import { sortErrors } from '@/lib/form-errors';
import { TEXTS } from '@/lib/texts';
import { settingsRules } from '@/lib/texts/settings-rules';
import { DataTable } from '../shared/data-table';
import { Part } from '../shared/part';
import { editorPath, inputOf, type RuleValues } from './rule-values';
import classes from './rules.module.css';
import type { KnownNames } from './use-rule-names';

const { dryRun: texts, editor } = settingsRules;
const SIZES = ['100', '500', '1000'];

type Result = NonNullable<RuleDryRunQuery['triageRuleDryRun']['dryRun']>;
type Match = Result['matches'][number];

type DryRunProps = {
  rule: RulePartsFragment | undefined;
  values: RuleValues;
  names: KnownNames;
  onRefused: (errors: Record<string, string>) => void;
};

/** Asks the newest tickets what the rule would do to them, before it is saved. */
export const DryRun = ({ rule, values, names, onRefused }: DryRunProps) => {
  const client = useClient();
  const [last, setLast] = useState('100');
  const [isBusy, setIsBusy] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [problem, setProblem] = useState('');

  const run = async () => {
    setIsBusy(true);
    const input = { ...inputOf(values), ruleId: rule?.id ?? null };
    const { data, error } = await client.query(
      RuleDryRunDocument,
      { input, last: Number(last) },
      { requestPolicy: 'network-only' },
    );
    setIsBusy(false);
    const answer = data?.triageRuleDryRun;
    const refused = (answer?.errors ?? []).map((it) => ({ ...it, path: editorPath(it.path) }));
    const { fields, form } = sortErrors(refused, Object.keys(values));
    onRefused(fields);
    setProblem(answer ? [form, ...Object.values(fields)].filter(Boolean).join(' ') : faultOf(error).message);
    setResult(answer?.dryRun ?? null);
  };

  return (
    <Part title={texts.title} text={texts.text}>
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <Select
            label={texts.last}
            allowDeselect={false}
            data={SIZES.map((value) => ({ value, label: texts.lastOf(Number(value)) }))}
            value={last}
            onChange={(value) => { if (value) setLast(value); }}
          />
          <Button variant="default" loading={isBusy} onClick={() => void run()}>
            {texts.run}
          </Button>
        </Group>
        {problem && (
          <Alert role="alert" color="red" variant="light">
            {problem}
          </Alert>
        )}
        <div role="status">{result && <Outcome result={result} />}</div>
        {result && result.matches.length > 0 && <Matches result={result} names={names} />}
      </Stack>
    </Part>
  );
};

const Outcome = ({ result }: { result: Result }) => (
  <>
    <Text fw={600}>
      {texts.result(result.matched, result.examined)} {texts.changing(result.changing)}
    </Text>
    {result.noLongerMatched > 0 && <Text size="sm">{texts.lost(result.noLongerMatched)}</Text>}
    {!result.isComplete && <Text size="sm">{texts.incomplete}</Text>}
    {result.matched === 0 && (
      <Text size="sm" c="dimmed">
        {texts.nothing}
      </Text>
    )}
  </>
);

const Matches = ({ result, names }: { result: Result; names: KnownNames }) => (
  <>
    <DataTable
      label={texts.fields}
      rows={result.fields}
      keyOf={({ field }) => field}
      columns={[
        { label: texts.field, cell: ({ field }) => fieldName(field) },
        { label: texts.applied, isNumber: true, cell: ({ applied }) => applied },
        { label: texts.suggested, isNumber: true, cell: ({ suggested }) => suggested },
        { label: texts.changed, isNumber: true, cell: ({ changed }) => changed },
      ]}
    />
    <DataTable
      label={texts.matches}
      rows={result.matches}
      keyOf={({ ticket }) => ticket.id}
      columns={[
        {
          label: texts.ticket,
          cell: ({ ticket, matchedBefore }) => (
            <>
              <Anchor component={Link} to={`/tickets/${ticket.id}`} target="_blank" inherit underline="always">
                {`#${ticket.number} ${ticket.title}`}
              </Anchor>
              {matchedBefore === false && ` (${texts.isNew})`}
            </>
          ),
        },
        { label: texts.because, rank: 'aside', cell: ({ evidence }) => evidence.map((it) => `“${it}”`).join(', ') },
        { label: texts.effect, cell: (match) => <Effects match={match} names={names} /> },
      ]}
    />
  </>
);

const Effects = ({ match: { effects, assignee }, names }: { match: Match; names: KnownNames }) => (
  <ul className={classes.effects}>
    {effects.map((effect, place) => (
      <li key={place}>{effectWords(effect, names)}</li>
    ))}
    {assignee && <li>{texts.asks(assignee.name)}</li>}
  </ul>
);

const effectWords = ({ field, before, after, applied, changes }: Match['effects'][number], names: KnownNames): string => {
  const name = fieldName(field);
  const told = valueName(field, after, names);
  if (!applied) return texts.wouldSuggest(name, told);
  return changes ? texts.wouldApply(name, valueName(field, before, names), told) : texts.same(name, told);
};

const NAMES = {
  CATEGORY: editor.category,
  PRIORITY: editor.priority,
  URGENCY: editor.urgency,
  SENTIMENT: editor.sentiment,
  LANGUAGE: editor.language,
  SKILLS: editor.skills,
  TAGS: editor.addTags,
} satisfies Record<TriageField, string>;

const fieldName = (field: TriageField) => NAMES[field];

const valueName = (field: TriageField, value: unknown, names: KnownNames): string => {
  if (Array.isArray(value)) return value.map((it) => valueName(field, it, names)).join(', ') || TEXTS.none;
  if (typeof value !== 'string') return TEXTS.none;
  const known: Partial<Record<TriageField, Record<string, string>>> = {
    PRIORITY: TEXTS.words.priority,
    URGENCY: TEXTS.words.urgency,
    SENTIMENT: TEXTS.words.sentiment,
  };
  return known[field]?.[value] ?? names.byId.get(value) ?? value;
};
