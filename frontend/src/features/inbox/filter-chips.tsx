import { Button, Group } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { later } from '@/components/later';
import { OpensLater } from '@/components/opens-later';
import { TEXTS } from '@/lib/texts';
import classes from './filter-chips.module.css';
import { type Chip, type ChipField, type InboxState } from './inbox-state';
import type { Choice } from '@/components/ticket-choices';

const { inbox: texts } = TEXTS;
const FilterChip = later(async () => (await import('./filter-chip')).FilterChip);
const FilterMenu = later(async () => (await import('./filter-menu')).FilterMenu);

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
      <Suspense fallback={null}>
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
      </Suspense>
      <OpensLater
        popup="menu"
        button={
          <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconFilterPlus size={15} aria-hidden />}>
            {texts.addFilter}
          </Button>
        }
      >
        {(opening) => (
          <FilterMenu {...opening} onPick={(field) => { setDraft({ field, isNot: false, values: [] }); }} />
        )}
      </OpensLater>
      {chips.length > 1 && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          onClick={() => { onChange({ match: match === 'all' ? 'any' : 'all' }); }}
        >
          {match === 'all' ? texts.matchAll : texts.matchAny}
        </Button>
      )}
      {chips.length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => { onChange({ chips: [], match: 'all' }); }}>
          {texts.clear}
        </Button>
      )}
    </Group>
  );
};
