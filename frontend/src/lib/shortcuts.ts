import { useEffect, useRef } from 'react';
import { createStore } from '@/lib/store';

/** What a key does; two keys with a space between them are pressed one after the other. */
export type Shortcut = {
  keys: string;
  meaning: string;
  run: () => void;
  /** Whether the key means this now; where it does not, it keeps what it means to the browser. */
  when?: () => boolean;
};

type Group = { title: string; shortcuts: () => readonly Shortcut[] };

/** All that keys do on this page now; what came last comes first where two want the same key. */
export const shortcutGroups = createStore<readonly Group[]>([]);
/** Whether the list of them is shown. */
export const shortcutHelp = createStore(false);

/** As long as the second key of two is waited for. */
const SEQUENCE_MS = 1_200;

/** Keys of a part of the page, as long as it is there. */
export const useShortcuts = (title: string, shortcuts: readonly Shortcut[]) => {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const group: Group = { title, shortcuts: () => latest.current };
    shortcutGroups.set([...shortcutGroups.get(), group]);
    return () => { shortcutGroups.set(shortcutGroups.get().filter((it) => it !== group)); };
  }, [title]);
};

/** Hears all keys of the page; gives back what ends it. Called once, by the shell. */
export const followKeys = (page: Pick<Document, 'addEventListener' | 'removeEventListener'> = document) => {
  let before = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = () => { before = ''; };
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
    const typed = `${before}${keyOf(event)}`;
    forget();
    clearTimeout(timer);
    const all = shortcutGroups.get().toReversed().flatMap(({ shortcuts }) => shortcuts());
    const hit = all.find(({ keys, when }) => keys === typed && (when?.() ?? true));
    if (hit) {
      event.preventDefault();
      hit.run();
    } else if (all.some(({ keys }) => keys.startsWith(`${typed} `))) {
      before = `${typed} `;
      timer = setTimeout(forget, SEQUENCE_MS);
    }
  };
  page.addEventListener('keydown', hear);
  return () => {
    clearTimeout(timer);
    page.removeEventListener('keydown', hear);
  };
};

/** The letter of the key where the layout writes others, as Cyrillic does. */
export const keyOf = ({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>) =>
  key.length === 1 && key > '\u007f' && code.startsWith('Key') ? code.slice(3).toLowerCase() : key;

/** Who types, is in a menu, or has a dialog open means no shortcut of the page. */
const isElsewhere = (target: EventTarget | null) => {
  if (document.querySelector('[aria-modal="true"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"], [role="dialog"], [role="tablist"]')) return true;
  return target.matches('textarea, select, input:not([type="checkbox"])');
};
