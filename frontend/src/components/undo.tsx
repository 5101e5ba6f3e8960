import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';

/** As long as somebody needs to see that it was the wrong ticket. */
const OFFERED_MS = 10_000;
const ID = 'undo';

/** Takes it back, and says in words what became of that. */
type Undo = () => Promise<string>;

let latest: Undo | null = null;

/** Tells what was done, with a button that takes it back; so does `undoLatest`. */
export const offerUndo = (message: string, undo: Undo) => {
  latest = undo;
  notifications.hide(ID);
  notifications.show({
    id: ID,
    autoClose: OFFERED_MS,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button size="compact-sm" variant="light" onClick={undoLatest} aria-keyshortcuts="z">
          {TEXTS.undo}
        </Button>
      </Group>
    ),
    onClose: () => { if (latest === undo) latest = null; },
  });
};

/** Takes back what was offered last, as long as it is shown. */
export const undoLatest = () => {
  const undo = latest;
  if (!undo) return;
  latest = null;
  notifications.hide(ID);
  undo().then(
    (message) => { notifications.show({ message }); },
    (error: unknown) => { notifications.show({ color: 'red', message: faultOf(error).message }); },
  );
};
