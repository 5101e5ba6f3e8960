import { Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import type { UserError } from '@/lib/form-errors';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsCatalog } from '@/lib/texts/settings-people';
import { useSentForm } from '@/lib/use-sent-form';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { FormDialog } from '../shared/form-dialog';

const { name: nameLabel, missing, created, deleted, counting } = settingsCatalog;

type Named = { id: string; name: string };
type Ends = { onDone: () => void; onClose: () => void };

type CatalogDialogProps<Values> = Ends & {
  /** Without it: a new one. */
  row: Named | undefined;
  texts: { addTitle: string; editTitle: (name: string) => string };
  nameHint?: string;
  initialValues: Values;
  send: (values: Values) => Promise<readonly UserError[]>;
  /** The fields below the name. */
  children?: (form: UseFormReturnType<Values>) => ReactNode;
};

/** Adds or changes something that has a name. */
export const CatalogDialog = <Values extends { name: string }>({ row, texts, ...props }: CatalogDialogProps<Values>) => {
  const { form, problem, submit, isBusy } = useSentForm<Values>({
    initialValues: props.initialValues,
    validate: ({ name }) => ({ ...(!name.trim() && { name: missing }) }),
    send: async (values) => {
      const errors = await props.send({ ...values, name: values.name.trim() });
      if (errors.length === 0) {
        notifications.show({ message: row ? SETTINGS_TEXTS.saved : created });
        props.onDone();
      }
      return errors;
    },
  });
  return (
    <FormDialog
      title={row ? texts.editTitle(row.name) : texts.addTitle}
      submitLabel={row ? SETTINGS_TEXTS.save : SETTINGS_TEXTS.add}
      size={props.children ? 'lg' : 'md'}
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextInput
        key={form.key('name')}
        label={nameLabel}
        description={props.nameHint}
        maxLength={100}
        {...form.getInputProps('name')}
      />
      {props.children?.(form)}
    </FormDialog>
  );
};

type CatalogDeleteProps = Ends & {
  title: string;
  /** What happens to those who have it; nothing until they are counted. */
  text: string | undefined;
  /** The question of what they have instead; none while nobody has it. */
  moveTo: { label: string; placeholder?: string; others: readonly Named[]; first?: string | undefined; isNeeded?: boolean } | null;
  remove: (moveToId: string | null) => Promise<readonly UserError[]>;
};

/** Deletes something that others have, who then have another one instead. */
export const CatalogDelete = ({ title, text, moveTo, remove, onDone, onClose }: CatalogDeleteProps) => {
  const [chosen, setChosen] = useState<string | null>();
  const moveToId = moveTo ? (chosen === undefined ? (moveTo.first ?? null) : chosen) : null;
  return (
    <ConfirmDialog
      title={title}
      text={text ?? counting}
      confirmLabel={SETTINGS_TEXTS.delete}
      isReady={text !== undefined && (moveToId !== null || !moveTo?.isNeeded)}
      onConfirm={() => remove(moveToId)}
      onDone={() => {
        notifications.show({ message: deleted });
        onDone();
      }}
      onClose={onClose}
    >
      {moveTo && (
        <Select
          label={moveTo.label}
          placeholder={moveTo.placeholder ?? ''}
          searchable
          clearable={!moveTo.isNeeded}
          allowDeselect={!moveTo.isNeeded}
          data={moveTo.others.map(({ id, name }) => ({ value: id, label: name }))}
          value={moveToId}
          onChange={setChosen}
        />
      )}
    </ConfirmDialog>
  );
};
