import { IconChevronLeft } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { FaultBoundary } from '@/components/fault-boundary';
import { NotFound } from '@/components/not-found';
import { PageSkeleton } from '@/components/page-skeleton';
import { useDesk } from '@/lib/desk';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { SECTION_GROUPS } from './sections';
import classes from './settings-layout.module.css';

/** The settings have a navigation of their own beside them; on a phone it is a page, with a way back to it. */
export const SettingsLayout = () => {
  const { viewer } = useDesk();
  const { pathname } = useLocation();
  if (viewer.role !== 'ADMIN') return <NotFound />;
  const isIndex = pathname.replace(/\/$/, '') === '/settings';
  return (
    <div className={classes.layout}>
      <nav className={classes.navigation} aria-label={SETTINGS_TEXTS.title}>
        {SECTION_GROUPS.map(({ label, sections }) => (
          <div key={label} className={classes.group}>
            <span className={classes.label}>{label}</span>
            {sections.map(({ to, label: name, icon: Icon }) => (
              <NavLink key={to} to={to} className={classes.link ?? ''}>
                <Icon size={17} stroke={1.6} aria-hidden />
                {name}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.content}>
        {!isIndex && (
          <Link className={classes.back} to="/settings">
            <IconChevronLeft size={16} stroke={1.8} aria-hidden />
            {SETTINGS_TEXTS.title}
          </Link>
        )}
        <FaultBoundary resetKey={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </FaultBoundary>
      </div>
    </div>
  );
};
