import { Kbd, Modal, Table } from '@mantine/core';
import { TEXTS } from '@/lib/texts';

const { help } = TEXTS.inbox;

export const KeyboardHelp = ({ onClose }: { onClose: () => void }) => (
  <Modal opened onClose={onClose} title={help.title} size="sm">
    <Table>
      <Table.Tbody>
        {help.keys.map(([key, meaning]) => (
          <Table.Tr key={key}>
            <Table.Td>
              <Kbd>{key}</Kbd>
            </Table.Td>
            <Table.Td>{meaning}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Modal>
);
