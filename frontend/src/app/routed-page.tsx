import { ConfirmEmailPage } from '@/features/account/confirm-email-page';
import { ResetPasswordPage } from '@/features/account/reset-password-page';
import { NoDashboardYet } from '@/features/welcome/no-dashboard-yet';
import { MUTE_MAILS, ticketQuery } from '@/features/welcome/operations';
import { WelcomePage } from '@/features/welcome/welcome-page';
import { TEXTS } from '@/lib/texts';
import type { Route } from './route';

type RoutedPageProps = { route: Route; token: string };

export const RoutedPage = ({ route, token }: RoutedPageProps) => {
  switch (route.page) {
    case 'resetPassword':
      return <ResetPasswordPage token={token} />;
    case 'confirmEmail':
      return <ConfirmEmailPage token={token} />;
    case 'welcome':
      return <WelcomePage />;
    case 'ticket':
      return (
        <WelcomePage>
          <NoDashboardYet advice={TEXTS.noDashboard.ticket} operation={ticketQuery(route.id)} />
        </WelcomePage>
      );
    case 'profile':
      return (
        <WelcomePage>
          <NoDashboardYet advice={TEXTS.noDashboard.profile} operation={MUTE_MAILS} />
        </WelcomePage>
      );
    case 'login':
      return (
        <WelcomePage>
          <NoDashboardYet advice={TEXTS.noDashboard.login} />
        </WelcomePage>
      );
    case 'unknown':
      return (
        <WelcomePage>
          <NoDashboardYet advice={TEXTS.noDashboard.unknown} />
        </WelcomePage>
      );
  }
};
