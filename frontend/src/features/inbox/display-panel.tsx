import { Checkbox, Popover, SegmentedControl, Stack, Text } from '@mantine/core';
import type { Opening } from '@/components/opens-later';
import { TEXTS } from '@/lib/texts';
import { COLUMNS, DENSITIES, type Display } from './display';

const { inbox: texts } = TEXTS;

type DisplayPanelProps = Opening & { display: Display; onDisplay: (display: Display) => void };

export const DisplayPanel = ({ button, isOpen, onChange, display, onDisplay }: DisplayPanelProps) => (
  <Popover opened={isOpen} onChange={onChange} position="bottom-end" trapFocus returnFocus withinPortal={false}>
    <Popover.Target>{button}</Popover.Target>
    <Popover.Dropdown aria-label={texts.display}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed" id="inbox-density">
          {texts.density}
        </Text>
        <SegmentedControl
          size="xs"
          aria-labelledby="inbox-density"
          value={display.density}
          onChange={(density) => { onDisplay({ ...display, density }); }}
          data={DENSITIES.map((value) => ({ value, label: texts.densities[value] }))}
        />
        <Checkbox.Group
          label={texts.columns}
          value={[...display.columns]}
          onChange={(chosen) => { onDisplay({ ...display, columns: COLUMNS.filter((it) => chosen.includes(it)) }); }}
        >
          <Stack gap={6} mt={6}>
            {COLUMNS.map((column) => (
              <Checkbox key={column} size="xs" value={column} label={texts.columnNames[column]} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Stack>
    </Popover.Dropdown>
  </Popover>
);
