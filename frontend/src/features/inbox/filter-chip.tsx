import { ActionIcon, Checkbox, Popover, SegmentedControl, Stack, UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { TEXTS } from '@/lib/texts';
import classes from './filter-chips.module.css';
import type { Chip } from './inbox-state';
import type { Choice } from '@/components/ticket-choices';

const { inbox: texts } = TEXTS;

type FilterChipProps = {
  chip: Chip;
  choices: readonly Choice[];
  isNew?: boolean;
  onChange: (chip: Chip) => void;
  onClose?: () => void;
  onRemove: () => void;
};

export const FilterChip = ({ chip, choices, isNew = false, onChange, onClose, onRemove }: FilterChipProps) => {
  const [isOpen, setIsOpen] = useState(isNew);
  const name = texts.fields[chip.field];
  const labels = choices.filter(({ value }) => chip.values.includes(value)).map(({ label }) => label);
  const close = () => {
    setIsOpen(false);
    onClose?.();
  };
  return (
    <Popover opened={isOpen} onDismiss={close} trapFocus returnFocus position="bottom-start" withinPortal={false}>
      <span className={classes.chip}>
        <Popover.Target>
          <UnstyledButton
            className={classes.words}
            onClick={() => { if (isOpen) close(); else setIsOpen(true); }}
          >
            <span className="visually-hidden">{texts.editFilter('')} </span>
            {name} <span className={classes.quiet}>{chip.isNot ? texts.isNot : texts.is}</span> {labels.join(', ') || '…'}
          </UnstyledButton>
        </Popover.Target>
        <ActionIcon size="xs" variant="subtle" color="gray" aria-label={texts.removeFilter(name)} onClick={onRemove}>
          <IconX size={13} aria-hidden />
        </ActionIcon>
      </span>
      <Popover.Dropdown aria-label={name}>
        <Stack gap="xs" mah="50vh" style={{ overflowY: 'auto' }}>
          <SegmentedControl
            size="xs"
            aria-label={name}
            value={chip.isNot ? 'not' : 'is'}
            onChange={(value) => { onChange({ ...chip, isNot: value === 'not' }); }}
            data={[
              { value: 'is', label: texts.is },
              { value: 'not', label: texts.isNot },
            ]}
          />
          <Checkbox.Group value={[...chip.values]} onChange={(values) => { onChange({ ...chip, values }); }} aria-label={name}>
            <Stack gap={6}>
              {choices.map(({ value, label }) => (
                <Checkbox key={value} size="xs" value={value} label={label} />
              ))}
            </Stack>
          </Checkbox.Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
