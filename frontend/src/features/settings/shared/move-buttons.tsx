import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import classes from './move-buttons.module.css';

const { order: texts } = SETTINGS_TEXTS;

type MoveButtonsProps = { id: string; name: string; isFirst: boolean; isLast: boolean; onMove: (id: string, step: -1 | 1) => void };

/** Up and down; see `useOrder`. */
export const MoveButtons = ({ id, name, isFirst, isLast, onMove }: MoveButtonsProps) => (
  <div className={classes.buttons}>
    {([-1, 1] as const).map((step) => {
      const isUp = step === -1;
      const Icon = isUp ? IconChevronUp : IconChevronDown;
      const label = isUp ? texts.up(name) : texts.down(name);
      return (
        <Tooltip key={step} label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={label}
            data-move={`${step}:${id}`}
            disabled={isUp ? isFirst : isLast}
            onClick={() => { onMove(id, step); }}
          >
            <Icon size={16} stroke={1.8} aria-hidden />
          </ActionIcon>
        </Tooltip>
      );
    })}
  </div>
);
