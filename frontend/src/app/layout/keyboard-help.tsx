import { Kbd, Modal, Table, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { shortcutGroups } from '@/lib/shortcuts';
import { TEXTS } from '@/lib/texts';

const { help } = TEXTS.shell;

/** What keys do here, as it is heard now. */
export const KeyboardHelp = ({ onClose }: { onClose: () => void }) => {
  const groups = useSyncExternalStore(shortcutGroups.subscribe, shortcutGroups.get);
  return (
    <Modal opened onClose={onClose} title={help.title} size="md">
      {[...groups].reverse().map(({ title, shortcuts }) => (
        <Table key={title} mb="md" verticalSpacing={6}>
          <Table.Caption style={{ captionSide: 'top' }} ta="start" mt={0}>
            <Text span size="sm" fw={600} c="var(--mantine-color-text)">
              {title}
            </Text>
          </Table.Caption>
          <Table.Tbody>
            {shortcuts().map(({ keys, meaning }) => (
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
