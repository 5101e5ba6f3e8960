import { ActionIcon, Button, Checkbox, Group, Menu, Popover, SegmentedControl, Stack, UnstyledButton } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { TEXTS } from '@/lib/texts';
import classes from './filter-chips.module.css';
import { type Chip, CHIP_FIELDS, type ChipField, type InboxState } from './inbox-state';
import type { Choice } from './pick-dialog';

const { inbox: texts } = TEXTS;

type FilterChipsProps = {
  state: InboxState;
  choices: Record<ChipField, readonly Choice[]>;
  onChange: (change: Partial<InboxState>) => void;
};

/** The filters, each a chip to change or remove, and how they go together. */
export const FilterChips = ({ state, choices, onChange }: FilterChipsProps) => {
  const { chips, match } = state;
  // A new filter without values yet is nothing for the address.
  const [draft, setDraft] = useState<Chip | null>(null);
  const put = (index: number) => (chip: Chip) => {
    onChange({ chips: chip.values.length ? chips.with(index, chip) : chips.toSpliced(index, 1) });
  };
  return (
    <Group gap="xs" className={classes.chips}>
      {chips.map((chip, index) => (
        <FilterChip
          key={`${chip.field} ${index}`}
          chip={chip}
          choices={choices[chip.field]}
          onChange={put(index)}
          onRemove={() => { onChange({ chips: chips.toSpliced(index, 1) }); }}
        />
      ))}
      {draft && (
        <FilterChip
          key="draft"
          chip={draft}
          choices={choices[draft.field]}
          isNew
          onChange={(chip) => { setDraft(chip); }}
          onClose={() => {
            if (draft.values.length) onChange({ chips: [...chips, draft] });
            setDraft(null);
          }}
          onRemove={() => { setDraft(null); }}
        />
      )}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconFilterPlus size={15} aria-hidden />}>
            {texts.addFilter}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {CHIP_FIELDS.map((field) => (
            <Menu.Item key={field} onClick={() => { setDraft({ field, isNot: false, values: [] }); }}>
              {texts.fields[field]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chips.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={`${texts.matchAll} / ${texts.matchAny}`}
          value={match}
          onChange={(value) => { onChange({ match: value }); }}
          data={[
            { value: 'all' as const, label: texts.matchAll },
            { value: 'any' as const, label: texts.matchAny },
          ]}
        />
      )}
      {chips.length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => { onChange({ chips: [], match: 'all' }); }}>
          {texts.clear}
        </Button>
      )}
    </Group>
  );
};

type FilterChipProps = {
  chip: Chip;
  choices: readonly Choice[];
  isNew?: boolean;
  onChange: (chip: Chip) => void;
  onClose?: () => void;
  onRemove: () => void;
};

const FilterChip = ({ chip, choices, isNew = false, onChange, onClose, onRemove }: FilterChipProps) => {
  const [isOpen, setIsOpen] = useState(isNew);
  const name = texts.fields[chip.field];
  const labels = choices.filter(({ value }) => chip.values.includes(value)).map(({ label }) => label);
  const close = () => {
    setIsOpen(false);
    onClose?.();
  };
  return (
    <Popover opened={isOpen} onDismiss={close} trapFocus returnFocus position="bottom-start" withinPortal={false}>
      <Popover.Target>
        <span className={classes.chip}>
          <UnstyledButton
            className={classes.words}
            onClick={() => { if (isOpen) close(); else setIsOpen(true); }}
          >
            <span className="visually-hidden">{texts.editFilter('')} </span>
            {name} <span className={classes.quiet}>{chip.isNot ? texts.isNot : texts.is}</span> {labels.join(', ') || '…'}
          </UnstyledButton>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label={texts.removeFilter(name)} onClick={onRemove}>
            <IconX size={13} aria-hidden />
          </ActionIcon>
        </span>
      </Popover.Target>
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
