import { type ComponentType, lazy } from 'react';
import { matchPath, Route, Routes } from 'react-router';
import { AccountLayout } from '@/app/layout/account-layout';
import { loadSignedIn, SessionGate } from '@/app/session-gate';
import { NotFound } from '@/components/not-found';

/** A page in a chunk of its own, loaded when it is first opened. */
const page = <Name extends string>(
  path: string,
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
) => {
  const loadPage = async () => ({ default: (await load())[name] });
  return { path, load: loadPage, Page: lazy(loadPage) };
};

const ACCOUNT_PAGES = [
  page('/login', () => import('@/features/account/sign-in-page'), 'SignInPage'),
  page('/register', () => import('@/features/account/register-page'), 'RegisterPage'),
  page('/forgot-password', () => import('@/features/account/forgot-password-page'), 'ForgotPasswordPage'),
  page('/reset-password', () => import('@/features/account/reset-password-page'), 'ResetPasswordPage'),
  page('/confirm-email', () => import('@/features/account/confirm-email-page'), 'ConfirmEmailPage'),
];

const DESK_PAGES = [
  page('/', () => import('@/features/home/home-page'), 'HomePage'),
  page('/inbox', () => import('@/features/inbox/inbox-page'), 'InboxPage'),
  page('/assignments', () => import('@/features/assignments/assignments-page'), 'AssignmentsPage'),
  page('/tickets/new', () => import('@/features/requester/new-ticket-page'), 'NewTicketPage'),
  page('/tickets/:id', () => import('@/features/ticket/ticket-page'), 'TicketPage'),
  page('/analytics', () => import('@/features/analytics/analytics-page'), 'AnalyticsPage'),
  page('/articles', () => import('@/features/articles/articles-page'), 'ArticlesPage'),
  page('/articles/new', () => import('@/features/articles/article-edit-page'), 'ArticleEditPage'),
  page('/articles/:id', () => import('@/features/articles/article-page'), 'ArticlePage'),
  page('/articles/:id/edit', () => import('@/features/articles/article-edit-page'), 'ArticleEditPage'),
  page('/settings/*', () => import('@/features/settings/settings-pages'), 'SettingsPages'),
  page('/profile', () => import('@/features/profile/profile-page'), 'ProfilePage'),
];

/** Begins to load what that path shows, while it is still being asked who is here. */
export const loadAhead = (pathname: string) => {
  const found = [...ACCOUNT_PAGES, ...DESK_PAGES].find(({ path }) => matchPath(path, pathname));
  const loads = found && DESK_PAGES.includes(found) ? [loadSignedIn, found.load] : [found?.load];
  // What fails is asked for again when it is to be shown, and told of there.
  for (const load of loads) load?.().catch(() => null);
};

export const AppRoutes = () => (
  <Routes>
    <Route element={<AccountLayout />}>
      {ACCOUNT_PAGES.map(({ path, Page }) => <Route key={path} path={path} element={<Page />} />)}
    </Route>
    <Route element={<SessionGate />}>
      {DESK_PAGES.map(({ path, Page }) => <Route key={path} path={path} element={<Page />} />)}
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);
