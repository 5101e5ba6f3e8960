import { SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { Page } from '@/components/page';
import { PageSkeleton } from '@/components/page-skeleton';
import { ProfileDocument, ProfileSessionsDocument } from '@/gql/profile';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { profile as texts } from '@/lib/texts/profile';
import { AboutForm } from './about-form';
import { Availability } from './availability';
import { EmailForm } from './email-form';
import { MailSwitches } from './mail-switches';
import { PasswordForm } from './password-form';
import { useReturn } from '@/lib/use-refresh';
import classes from './profile.module.css';
import { Section } from './section';
import { Sessions } from './sessions';

/** What one sets for oneself. */
export const ProfilePage = () => {
  const [{ data, error }, readAgain] = useQuery({ query: ProfileDocument });
  const [sessions, readSessions] = useQuery({ query: ProfileSessionsDocument });
  const readSessionsAgain = () => { readSessions({ requestPolicy: 'network-only' }); };
  useReturn(readSessionsAgain);
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  const viewer = data?.viewer;
  if (!viewer) return <PageSkeleton />;
  return (
    <Page title={texts.title}>
      <div className={classes.sections}>
        <AboutForm viewer={viewer} />
        {viewer.role !== 'USER' && <Availability viewer={viewer} />}
        <MailSwitches viewer={viewer} />
        <Theme />
        <EmailForm address={viewer.email ?? ''} />
        <PasswordForm email={viewer.email ?? ''} onChanged={readSessionsAgain} />
        <Sessions state={sessions} onReadAgain={readSessionsAgain} />
      </div>
    </Page>
  );
};

const THEMES = (['auto', 'light', 'dark'] as const).map((value) => ({ value, label: TEXTS.shell.theme[value] }));

const Theme = () => {
  // To hold transitions still it would add a style element, which the page's policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Section title={texts.theme}>
      <div>
        <SegmentedControl aria-label={texts.theme} data={THEMES} value={colorScheme} onChange={setColorScheme} />
      </div>
      <Text size="sm" c="dimmed">{texts.themeHint}</Text>
    </Section>
  );
};
