import { Alert, Button, Group, Table, Text } from '@mantine/core';
import { TEXTS } from '@/lib/texts';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';

const { conflict: texts } = SETTINGS_TEXTS;

/** What each version says, by the names of the fields. */
export type Described = Record<string, string>;

type ConflictNoticeProps = { theirs: Described; mine: Described; onTheirs: () => void; onMine: () => void };

/** Somebody else saved meanwhile: both versions, where they differ, and which of them stays. */
export const ConflictNotice = ({ theirs, mine, onTheirs, onMine }: ConflictNoticeProps) => (
  <Alert role="alert" color="yellow" variant="light" title={TEXTS.conflict}>
    <Table withRowBorders={false} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{texts.field}</Table.Th>
          <Table.Th scope="col">{texts.theirs}</Table.Th>
          <Table.Th scope="col">{texts.mine}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {differing(theirs, mine).map((field) => (
          <Table.Tr key={field}>
            <Table.Th scope="row">{field}</Table.Th>
            <Cell value={theirs[field]} />
            <Cell value={mine[field]} />
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
    <Group gap="xs" mt="sm">
      <Button size="xs" variant="default" onClick={onTheirs}>
        {texts.takeTheirs}
      </Button>
      <Button size="xs" variant="default" onClick={onMine}>
        {texts.keepMine}
      </Button>
    </Group>
  </Alert>
);

const Cell = ({ value }: { value: string | undefined }) => (
  <Table.Td>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {value || TEXTS.none}
    </Text>
  </Table.Td>
);

const differing = (theirs: Described, mine: Described) => Object.keys(mine).filter((field) => theirs[field] !== mine[field]);
