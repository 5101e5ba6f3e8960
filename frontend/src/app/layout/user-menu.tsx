import { Avatar, UnstyledButton } from '@mantine/core';
import { later } from '@/components/later';
import { OpensLater } from '@/components/opens-later';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';

const UserMenuItems = later(async () => (await import('@/app/layout/user-menu-items')).UserMenuItems);

export const UserMenu = () => {
  const { viewer } = useDesk();
  const button = (
    <UnstyledButton>
      <Avatar name={viewer.name} color="iris" size={30} aria-hidden />
      <span className="visually-hidden">{TEXTS.shell.userMenu(viewer.name)}</span>
    </UnstyledButton>
  );
  return (
    <OpensLater popup="menu" button={button}>
      {(opening) => <UserMenuItems {...opening} />}
    </OpensLater>
  );
};
