import { Kbd, Modal, Table, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { type Shortcut, shortcutGroups } from '@/lib/shortcuts';
import { TEXTS } from '@/lib/texts';

const { help } = TEXTS.shell;

/** What keys do here, as it is heard now. */
export const KeyboardHelp = ({ onClose }: { onClose: () => void }) => {
  const groups = useSyncExternalStore(shortcutGroups.subscribe, shortcutGroups.get);
  // Several parts of a page have keys under one title.
  const byTitle = new Map<string, Shortcut[]>();
  for (const { title, shortcuts } of [...groups].reverse()) {
    byTitle.set(title, [...(byTitle.get(title) ?? []), ...shortcuts()]);
  }
  return (
    <Modal opened onClose={onClose} title={help.title} size="md">
      {[...byTitle].map(([title, shortcuts]) => (
        <Table key={title} mb="md" verticalSpacing={6}>
          <Table.Caption style={{ captionSide: 'top' }} ta="start" mt={0}>
            <Text span size="sm" fw={600} c="var(--mantine-color-text)">
              {title}
            </Text>
          </Table.Caption>
          <Table.Tbody>
            {shortcuts.map(({ keys, meaning }) => (
              <Table.Tr key={keys}>
                <Table.Td w="8rem">
                  {keys.split(' ').map((key) => (
                    <Kbd key={key} me={4}>
                      {help.names[key] ?? key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ))}
      <Text size="sm" c="dimmed">
        {help.palette}
      </Text>
    </Modal>
  );
};
