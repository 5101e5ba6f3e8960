import { Combobox, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Choice } from '@/components/ticket-choices';
import { TEXTS } from '@/lib/texts';

type PickDialogProps = {
  title: string;
  choices: readonly Choice[];
  onPick: (value: string) => void;
  onClose: () => void;
};

/** One of some values, by typing a part of it and Enter. */
export const PickDialog = ({ title, choices, onPick, onClose }: PickDialogProps) => {
  const [words, setWords] = useState('');
  const combobox = useCombobox({ defaultOpened: true });
  const fitting = choices.filter(({ label }) => label.toLowerCase().includes(words.trim().toLowerCase()));
  useEffect(() => {
    combobox.selectFirstOption();
  }, [words, combobox]);
  return (
    <Modal opened onClose={onClose} title={title} size="sm" yOffset="14vh" centered={false} padding="sm">
      <Combobox store={combobox} onOptionSubmit={onPick} withinPortal={false}>
        <Combobox.EventsTarget>
          <TextInput
            data-autofocus
            aria-label={title}
            value={words}
            onChange={(event) => { setWords(event.currentTarget.value); }}
            // The library would close the list of the field only.
            onKeyDownCapture={(event) => { if (event.key === 'Escape') onClose(); }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options mt="xs" mah="50vh" style={{ overflowY: 'auto' }} aria-label={title}>
          {fitting.map(({ value, label, sign, note }) => (
            <Combobox.Option key={value} value={value}>
              {sign ?? label}
              {note && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  {note}
                </Text>
              )}
            </Combobox.Option>
          ))}
          {fitting.length === 0 && <Combobox.Empty>{TEXTS.noMatch}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
};
