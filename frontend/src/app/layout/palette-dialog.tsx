import '@mantine/spotlight/styles.layer.css';
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useQuery } from 'urql';
import { linksFor } from '@/app/layout/navigation';
import { PaletteTicketsDocument } from '@/gql/palette';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';

const { palette: texts } = TEXTS.shell;
const [spotlightStore, spotlight] = createSpotlight();
const DEBOUNCE_MS = 150;

type PaletteDialogProps = { isOpen: boolean; onClose: () => void };

/** Pages by their names, and tickets by words or number. */
export const PaletteDialog = ({ isOpen, onClose }: PaletteDialogProps) => {
  const { viewer } = useDesk();
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const tickets = useTickets(words.trim());

  useEffect(() => {
    if (isOpen) spotlight.open();
  }, [isOpen]);

  const go = (to: string) => () => void navigate(to);
  const links = linksFor(viewer.role).filter(({ label }) => label.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Spotlight.Root
      store={spotlightStore}
      shortcut={null}
      query={words}
      onQueryChange={setWords}
      onSpotlightClose={onClose}
      clearQueryOnClose
      lockScroll={false}
      centered={false}
      yOffset="12vh"
      overlayProps={{ blur: 0 }}
      scrollable
      maxHeight="60vh"
    >
      <Spotlight.Search
        placeholder={texts.placeholder}
        aria-label={texts.placeholder}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {links.length > 0 && (
          <Spotlight.ActionsGroup label={texts.goTo}>
            {links.map(({ to, label, icon: Icon, keys }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                rightSection={keys && <Text size="xs" c="dimmed">{keys}</Text>}
                onClick={go(to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {tickets.length > 0 && (
          <Spotlight.ActionsGroup label={texts.tickets}>
            {tickets.map(({ id, number, title, status }) => (
              <Spotlight.Action
                key={id}
                label={title}
                description={`#${number} · ${TEXTS.words.status[status]}`}
                onClick={go(`/tickets/${id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {links.length + tickets.length === 0 && <Spotlight.Empty>{texts.nothing}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
};

const useTickets = (words: string) => {
  const [search] = useDebouncedValue(words, DEBOUNCE_MS);
  const [{ data }] = useQuery({
    query: PaletteTicketsDocument,
    variables: { search },
    pause: search === '',
    requestPolicy: 'network-only',
  });
  return words === '' ? [] : (data?.tickets.nodes ?? []);
};
