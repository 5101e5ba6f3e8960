import { MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { PersonChangeDocument, type PersonPartsFragment, SettingsSkillNamesDocument } from '@/gql/settings-people';
import { TEXTS } from '@/lib/texts';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsPeople } from '@/lib/texts/settings-people';
import { useSentForm } from '@/lib/use-sent-form';
import { ConflictNotice } from '../shared/conflict-notice';
import { FormDialog } from '../shared/form-dialog';
import { useSend } from '../shared/use-send';
import classes from './people.module.css';
import { changedPerson, describePerson, type PersonValues, valuesOf, withSkills } from './person-values';

const { form: texts, name: nameLabel, role: roleLabel } = settingsPeople;
const ROLES = Object.entries(TEXTS.words.role).map(([value, label]) => ({ value, label }));
const LEVELS = texts.levels.map((label, place) => ({ value: String(place + 1), label }));
const MAX_CAPACITY = 1_000;

type PersonDialogProps = { person: PersonPartsFragment; onDone: () => void; onClose: () => void };

export const PersonDialog = ({ person, onDone, onClose }: PersonDialogProps) => {
  const send = useSend();
  const [{ data }] = useQuery({ query: SettingsSkillNamesDocument });
  const [shown, setShown] = useState(person);
  const [theirs, setTheirs] = useState<PersonPartsFragment | null>(null);

  const save = async (values: PersonValues, version = shown.version) => {
    const input = { ...changedPerson(shown, values), id: person.id, version };
    const { user, errors } = (await send(PersonChangeDocument, { input })).userUpdate;
    if (user && errors[0]?.code === 'CONFLICT') {
      setTheirs(user);
      return [];
    }
    if (errors.length === 0) onDone();
    return errors;
  };

  const { form, problem, submit, isBusy } = useSentForm<PersonValues>({
    mode: 'controlled',
    initialValues: valuesOf(person),
    validate: ({ name, capacity }) => ({
      ...(!name.trim() && { name: texts.nameMissing }),
      ...(!isCapacity(capacity) && { capacity: texts.capacityRange }),
    }),
    send: (values) => save(values),
  });
  const { values } = form;
  const names = new Map([...(data?.skills.nodes ?? []), ...(shown.skills ?? []).map(({ skill }) => skill)].map(({ id, name }) => [id, name]));

  const takeTheirs = () => {
    if (!theirs) return;
    setShown(theirs);
    form.setValues(valuesOf(theirs));
    setTheirs(null);
  };
  const keepMine = async () => {
    const version = theirs?.version;
    setTheirs(null);
    await save(values, version);
  };

  return (
    <FormDialog
      title={texts.editTitle(person.name)}
      submitLabel={SETTINGS_TEXTS.save}
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      {theirs && (
        <ConflictNotice
          theirs={describePerson(valuesOf(theirs), names)}
          mine={describePerson(values, names)}
          onTheirs={takeTheirs}
          onMine={() => void keepMine()}
        />
      )}
      <TextInput label={nameLabel} maxLength={100} {...form.getInputProps('name')} />
      <Select label={roleLabel} data={ROLES} allowDeselect={false} {...form.getInputProps('role')} />
      {values.role !== 'USER' && (
        <>
          <Switch label={texts.available} {...form.getInputProps('isAvailable', { type: 'checkbox' })} />
          <TextInput label={texts.capacity} inputMode="numeric" {...form.getInputProps('capacity')} />
          <MultiSelect
            label={texts.skills}
            searchable
            data={[...names].map(([value, label]) => ({ value, label }))}
            error={form.errors['skills']}
            value={values.skills.map(({ skillId }) => skillId)}
            onChange={(ids) => { form.setFieldValue('skills', withSkills(values.skills, ids)); }}
          />
          {values.skills.length > 0 && (
            <div className={classes.levels}>
              {values.skills.map(({ skillId, level }) => (
                <Select
                  key={skillId}
                  size="xs"
                  label={texts.level(names.get(skillId) ?? skillId)}
                  data={LEVELS}
                  allowDeselect={false}
                  value={String(level)}
                  onChange={(value) => {
                    form.setFieldValue(
                      'skills',
                      values.skills.map((it) => (it.skillId === skillId ? { skillId, level: Number(value) } : it)),
                    );
                  }}
                />
              ))}
            </div>
          )}
        </>
      )}
      <TagsInput label={texts.tags} description={texts.tagsHint} acceptValueOnBlur {...form.getInputProps('tags')} />
    </FormDialog>
  );
};

const isCapacity = (typed: string) => /^\d+$/.test(typed.trim()) && Number(typed) <= MAX_CAPACITY;
