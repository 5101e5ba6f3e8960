import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { PriceRemoveDocument, PriceSetDocument, SettingsPricesDocument, type SettingsPricesQuery } from '@/gql/settings-ai';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { useSentForm } from '@/lib/use-sent-form';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { FormDialog } from '../shared/form-dialog';
import { Part } from '../shared/part';
import { RowMenu } from '../shared/row-menu';
import { EmptyLine, RowsTable } from '../shared/rows-table';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { dollars, microsOf, typedAmount } from './money';

const { prices: texts, budget } = settingsAi;

type Price = SettingsPricesQuery['modelPrices']['nodes'][number];
type Open = { what: 'set'; price?: Price } | { what: 'delete'; price: Price } | null;

export const Prices = () => {
  const prices = useRows(SettingsPricesDocument, {}, (data) => data.modelPrices);
  const [open, setOpen] = useState<Open>(null);
  const send = useSend();
  const close = () => { setOpen(null); };
  const done = (message: string) => {
    notifications.show({ message });
    close();
    prices.readAgain();
  };
  return (
    <Part
      title={texts.title}
      text={texts.text}
      actions={
        <Button size="xs" variant="default" onClick={() => { setOpen({ what: 'set' }); }}>
          {texts.add}
        </Button>
      }
    >
      <RowsTable
        label={texts.title}
        list={prices}
        rows={2}
        height={40}
        empty={<EmptyLine title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          { label: texts.model, cell: ({ model }) => model },
          { label: texts.input, isNumber: true, cell: ({ inputMicros }) => dollars(inputMicros) },
          { label: texts.output, isNumber: true, cell: ({ outputMicros }) => dollars(outputMicros) },
          {
            label: SETTINGS_TEXTS.actions,
            isActions: true,
            cell: (price) => (
              <RowMenu
                label={SETTINGS_TEXTS.more(price.model)}
                actions={[
                  { label: SETTINGS_TEXTS.edit, icon: IconPencil, onSelect: () => { setOpen({ what: 'set', price }); } },
                  {
                    label: SETTINGS_TEXTS.delete,
                    icon: IconTrash,
                    isDanger: true,
                    onSelect: () => { setOpen({ what: 'delete', price }); },
                  },
                ]}
              />
            ),
          },
        ]}
      />
      {open?.what === 'set' && (
        <PriceDialog {...(open.price && { price: open.price })} onDone={() => { done(SETTINGS_TEXTS.saved); }} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          title={texts.deleteTitle(open.price.model)}
          text={texts.deleteText}
          confirmLabel={SETTINGS_TEXTS.delete}
          onConfirm={async () => (await send(PriceRemoveDocument, { input: { id: open.price.id } })).modelPriceDelete.errors}
          onDone={() => { done(texts.deleted); }}
          onClose={close}
        />
      )}
    </Part>
  );
};

type PriceDialogProps = { price?: Price; onDone: () => void; onClose: () => void };

const PriceDialog = ({ price, onDone, onClose }: PriceDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: {
      model: price?.model ?? '',
      inputMicros: typedAmount(price?.inputMicros ?? null),
      outputMicros: typedAmount(price?.outputMicros ?? null),
    },
    validate: ({ model, inputMicros, outputMicros }) => ({
      ...(!model.trim() && { model: texts.modelMissing }),
      ...(microsOf(inputMicros) == null && { inputMicros: budget.invalid }),
      ...(microsOf(outputMicros) == null && { outputMicros: budget.invalid }),
    }),
    send: async ({ model, inputMicros, outputMicros }) => {
      const input = {
        model: model.trim(),
        inputMicros: microsOf(inputMicros) ?? 0,
        outputMicros: microsOf(outputMicros) ?? 0,
      };
      const { errors } = (await send(PriceSetDocument, { input })).modelPriceSet;
      if (errors.length === 0) onDone();
      return errors;
    },
  });
  return (
    <FormDialog
      title={price ? texts.editTitle(price.model) : texts.addTitle}
      submitLabel={SETTINGS_TEXTS.save}
      size="md"
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        key={form.key('model')}
        label={texts.model}
        maxLength={100}
        readOnly={price !== undefined}
        {...form.getInputProps('model')}
      />
      <TextInput key={form.key('inputMicros')} label={texts.inputLabel} inputMode="decimal" {...form.getInputProps('inputMicros')} />
      <TextInput key={form.key('outputMicros')} label={texts.outputLabel} inputMode="decimal" {...form.getInputProps('outputMicros')} />
    </FormDialog>
  );
};
