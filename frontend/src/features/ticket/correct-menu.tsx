import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import classes from './triage-panel.module.css';
import type { Choice } from './use-choices';

const { triage: texts } = TICKET_TEXTS;

type CorrectMenuProps = {
  name: string;
  /** Whether any number of values may be right, not just one. */
  isList: boolean;
  /** What was found. */
  value: unknown;
  options: readonly Choice[];
  isBusy: boolean;
  onCorrect: (value: unknown) => void;
};

/** What is right instead: one click on a value, or some values and one click that they are all. */
export const CorrectMenu = ({ name, isList, value, options, isBusy, onCorrect }: CorrectMenuProps) => {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false} onOpen={() => { setChosen(found); }}>
      <Menu.Target>
        <Tooltip label={texts.correct(name)}>
          <ActionIcon size="sm" variant="subtle" color="gray" disabled={isBusy} aria-label={texts.correct(name)}>
            <IconPencil size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.menu}>
          {options.map(({ value: option, label }) =>
            isList ? (
              <Menu.CheckboxItem
                key={option}
                checked={chosen.includes(option)}
                onChange={(isChosen) => {
                  setChosen(isChosen ? [...chosen, option] : chosen.filter((it) => it !== option));
                }}
              >
                {label}
              </Menu.CheckboxItem>
            ) : (
              <Menu.Item key={option} onClick={() => { onCorrect(option); }}>
                {label}
              </Menu.Item>
            ),
          )}
        </div>
        {isList && (
          <>
            <Menu.Divider />
            <Menu.Item fw={600} onClick={() => { onCorrect(chosen); }}>
              {chosen.length > 0 ? texts.theseAreRight(chosen.length) : texts.noneIsRight}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
};
