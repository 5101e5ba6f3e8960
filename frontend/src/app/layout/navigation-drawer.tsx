import { Drawer } from '@mantine/core';
import { Sidebar } from '@/app/layout/sidebar';
import { TEXTS } from '@/lib/texts';
import classes from './shell.module.css';

type NavigationDrawerProps = { isOpen: boolean; onClose: () => void };

/** The navigation where there is no room beside the page. */
export const NavigationDrawer = ({ isOpen, onClose }: NavigationDrawerProps) => (
  <Drawer.Root opened={isOpen} onClose={onClose} size="16rem">
    <Drawer.Overlay />
    <Drawer.Content aria-label={TEXTS.shell.navigation} className={classes.drawer ?? ''}>
      <Sidebar />
    </Drawer.Content>
  </Drawer.Root>
);
