import { Alert, Button, Stack, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { RuleAddDocument, RuleChangeDocument, type RulePartsFragment } from '@/gql/settings-rules';
import { TEXTS } from '@/lib/texts';
import { settingsRules } from '@/lib/texts/settings-rules';
import { useSentForm } from '@/lib/use-sent-form';
import { ConflictNotice } from '../shared/conflict-notice';
import { useSend } from '../shared/use-send';
import { DryRun } from './dry-run';
import { FactFields, ResultFields, WordFields } from './rule-fields';
import { editorPath, inputOf, type RuleValues, valuesOf } from './rule-values';
import { describeRule } from './rule-words';
import classes from './rules.module.css';
import type { KnownNames } from './use-rule-names';

const { editor: texts } = settingsRules;

type RuleEditorProps = { rule?: RulePartsFragment; names: KnownNames };

export const RuleEditor = ({ rule, names }: RuleEditorProps) => {
  const send = useSend();
  const navigate = useNavigate();
  const [version, setVersion] = useState(rule?.version);
  const [theirs, setTheirs] = useState<RulePartsFragment | null>(null);

  const save = async (values: RuleValues, basedOn = version) => {
    const input = { ...inputOf(values), name: values.name.trim(), isEnabled: values.isEnabled };
    const { triageRule: saved, errors } = rule
      ? (await send(RuleChangeDocument, { input: { ...input, id: rule.id, version: basedOn ?? null } })).triageRuleUpdate
      : (await send(RuleAddDocument, { input })).triageRuleCreate;
    if (saved && errors[0]?.code === 'CONFLICT') {
      setTheirs(saved);
      return [];
    }
    if (errors.length === 0) {
      notifications.show({ message: rule ? texts.saved : texts.added });
      void navigate('/settings/rules');
    }
    return errors.map((error) => ({ ...error, path: editorPath(error.path) }));
  };

  const { form, problem, submit, isBusy } = useSentForm<RuleValues>({
    mode: 'controlled',
    initialValues: valuesOf(rule, names),
    validate: ({ name, confidence }) => ({
      ...(!name.trim() && { name: texts.nameMissing }),
      ...(!isPercentage(confidence) && { confidence: texts.confidenceRange }),
    }),
    send: (values) => save(values),
  });

  const takeTheirs = () => {
    if (!theirs) return;
    form.setValues(valuesOf(theirs, names));
    setVersion(theirs.version);
    setTheirs(null);
  };
  const keepMine = async () => {
    const newest = theirs?.version;
    setTheirs(null);
    setVersion(newest);
    await save(form.values, newest);
  };

  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="lg">
        {theirs && (
          <ConflictNotice
            theirs={describeRule(valuesOf(theirs, names), names)}
            mine={describeRule(form.values, names)}
            onTheirs={takeTheirs}
            onMine={() => void keepMine()}
          />
        )}
        {problem && (
          <Alert role="alert" color="red" variant="light">
            {problem}
          </Alert>
        )}
        <div className={classes.columns}>
          <TextInput label={texts.name} maxLength={100} {...form.getInputProps('name')} />
          <TextInput
            label={texts.confidence}
            description={texts.confidenceHint}
            inputMode="decimal"
            {...form.getInputProps('confidence')}
          />
        </div>
        <Switch label={texts.enabled} {...form.getInputProps('isEnabled', { type: 'checkbox' })} />
        <WordFields form={form} />
        <FactFields form={form} names={names} />
        <ResultFields form={form} names={names} />
        <DryRun rule={rule} values={form.values} names={names} onRefused={(fields) => { form.setErrors(fields); }} />
      </Stack>
      <div className={classes.bar}>
        <Button variant="default" component={Link} to="/settings/rules">
          {TEXTS.cancel}
        </Button>
        <Button type="submit" loading={isBusy}>
          {texts.save}
        </Button>
      </div>
    </form>
  );
};

const isPercentage = (typed: string) => {
  const value = Number(typed.replace(',', '.'));
  return typed.trim() !== '' && value >= 0 && value <= 100;
};
