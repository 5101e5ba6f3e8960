import { Text } from '@mantine/core';
import { IconApi } from '@tabler/icons-react';
import { Link, NavLink } from 'react-router';
import { linksFor } from '@/app/layout/navigation';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';
import classes from './sidebar.module.css';

export const Sidebar = () => {
  const { viewer } = useDesk();
  return (
    <div className={classes.sidebar}>
      <Link className={classes.name} to="/">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <Text span fw={650}>
          {TEXTS.name}
        </Text>
      </Link>
      <nav aria-label={TEXTS.shell.navigation} className={classes.links}>
        {linksFor(viewer.role).map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={to} end={to === '/'} className={classes.link ?? ''}>
            <Icon size={18} stroke={1.6} aria-hidden />
            {label}
          </NavLink>
        ))}
      </nav>
      <a className={`${classes.link} ${classes.last}`} href="/graphql">
        <IconApi size={18} stroke={1.6} aria-hidden />
        {TEXTS.shell.links.api}
      </a>
    </div>
  );
};
