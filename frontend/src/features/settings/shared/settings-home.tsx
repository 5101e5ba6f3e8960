import { Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { Page } from '@/components/page';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { SECTION_GROUPS } from './sections';
import classes from './settings-home.module.css';

/** Where the settings begin: every part, and what it is for. */
export const SettingsHome = () => (
  <Page title={SETTINGS_TEXTS.title}>
    {SECTION_GROUPS.map(({ label, sections }) => (
      <section key={label} className={classes.group}>
        <Title order={2} size="h4" c="dimmed">
          {label}
        </Title>
        <ul className={classes.cards}>
          {sections.map(({ to, label: name, about, icon: Icon }) => (
            <li key={to}>
              <Link className={classes.card} to={to}>
                <Icon className={classes.icon} size={20} stroke={1.6} aria-hidden />
                <span>
                  <Text span fw={600} size="sm" display="block">
                    {name}
                  </Text>
                  <Text span size="sm" c="dimmed">
                    {about}
                  </Text>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    ))}
  </Page>
);
