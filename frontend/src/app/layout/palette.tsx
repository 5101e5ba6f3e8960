import { Kbd, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { later } from '@/components/later';
import { TEXTS } from '@/lib/texts';
import classes from './palette.module.css';

const PaletteDialog = later(async () => (await import('@/app/layout/palette-dialog')).PaletteDialog);

/** Opens search and commands. */
export const Palette = () => {
  const [isWanted, setIsWanted] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const open = () => {
    setIsWanted(true);
    setIsOpen(true);
  };
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <UnstyledButton className={classes.button} onClick={open} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={16} stroke={1.6} aria-hidden />
        <span className={classes.label}>{TEXTS.shell.palette.open}</span>
        <Kbd size="xs" className={classes.keys} aria-hidden>
          {isMac ? '⌘ K' : 'Ctrl K'}
        </Kbd>
      </UnstyledButton>
      {isWanted && (
        <Suspense fallback={null}>
          <PaletteDialog isOpen={isOpen} onClose={() => { setIsOpen(false); }} />
        </Suspense>
      )}
    </>
  );
};

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
