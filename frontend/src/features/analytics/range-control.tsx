import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { textOf } from '@/lib/form-text';
import { analytics } from '@/lib/texts/analytics';
import classes from './analytics.module.css';
import { type Days, type Preset, PRESETS, problemOf, type Range } from './range';

const { range: texts } = analytics;
const CUSTOM = 'custom';

type RangeControlProps = { range: Range; today: string; onChange: (range: Preset | Days) => void };

/** Which days: one of the presets, or two dates. */
export const RangeControl = ({ range, today, onChange }: RangeControlProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<keyof typeof texts.problems | null>(null);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const days = { from: textOf(fields, 'from'), to: textOf(fields, 'to') };
    const found = problemOf(days);
    setProblem(found);
    if (found) return;
    setIsOpen(false);
    onChange(days);
  };

  return (
    <div className={classes.range}>
      <SegmentedControl
        aria-label={texts.label}
        size="xs"
        value={range.preset === null ? CUSTOM : String(range.preset)}
        onChange={(value) => { onChange(Number(value) as Preset); }}
        data={PRESETS.map((preset) => ({ value: String(preset), label: texts.presets[preset] }))}
      />
      <Popover opened={isOpen} onChange={setIsOpen} trapFocus returnFocus position="bottom-end">
        <Popover.Target>
          <Button
            size="xs"
            variant={range.preset === null ? 'light' : 'default'}
            leftSection={<IconCalendar size={14} aria-hidden />}
            onClick={() => { setIsOpen(!isOpen); }}
          >
            {texts.custom}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={texts.custom}>
          <form className={classes.form} onSubmit={submit} noValidate>
            <TextInput type="date" name="from" label={texts.from} defaultValue={range.from} max={today} data-autofocus />
            <TextInput
              type="date"
              name="to"
              label={texts.to}
              defaultValue={range.to}
              error={problem && texts.problems[problem]}
            />
            <Button type="submit" size="xs">
              {texts.apply}
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
};
