import { Suspense, useEffect, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router';
import { linksFor } from '@/app/layout/navigation';
import { later } from '@/components/later';
import { undoLatest } from '@/components/undo';
import { useDesk } from '@/lib/desk';
import { followKeys, shortcutHelp, useShortcuts } from '@/lib/shortcuts';
import { TEXTS } from '@/lib/texts';

const { help } = TEXTS.shell;
const KeyboardHelp = later(async () => (await import('@/app/layout/keyboard-help')).KeyboardHelp);

/** What keys do on every page, and the list of what they do on this one. */
export const Shortcuts = () => {
  const { viewer } = useDesk();
  const navigate = useNavigate();
  const isHelping = useSyncExternalStore(shortcutHelp.subscribe, shortcutHelp.get);
  useEffect(() => followKeys(), []);
  useShortcuts(help.everywhere, [
    ...linksFor(viewer.role).flatMap(({ to, label, keys }) =>
      keys ? [{ keys, meaning: help.goTo(label), run: () => void navigate(to) }] : [],
    ),
    { keys: 'z', meaning: help.undo, run: undoLatest },
    { keys: '?', meaning: help.title, run: () => { shortcutHelp.set(true); } },
  ]);
  if (!isHelping) return null;
  return (
    <Suspense fallback={null}>
      <KeyboardHelp onClose={() => { shortcutHelp.set(false); }} />
    </Suspense>
  );
};
