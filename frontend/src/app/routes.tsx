import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { Route, Routes } from 'react-router';
import { AccountLayout } from '@/app/layout/account-layout';
import { SessionGate } from '@/app/session-gate';
import { NotFound } from '@/components/not-found';

/** A page in a chunk of its own, loaded when it is first opened. */
const page = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> => lazy(async () => ({ default: (await load())[name] }));

const SignInPage = page(() => import('@/features/account/sign-in-page'), 'SignInPage');
const RegisterPage = page(() => import('@/features/account/register-page'), 'RegisterPage');
const ForgotPasswordPage = page(() => import('@/features/account/forgot-password-page'), 'ForgotPasswordPage');
const ResetPasswordPage = page(() => import('@/features/account/reset-password-page'), 'ResetPasswordPage');
const ConfirmEmailPage = page(() => import('@/features/account/confirm-email-page'), 'ConfirmEmailPage');

const HomePage = page(() => import('@/features/home/home-page'), 'HomePage');
const InboxPage = page(() => import('@/features/inbox/inbox-page'), 'InboxPage');
const AssignmentsPage = page(() => import('@/features/assignments/assignments-page'), 'AssignmentsPage');
const NewTicketPage = page(() => import('@/features/requester/new-ticket-page'), 'NewTicketPage');
const TicketPage = page(() => import('@/features/ticket/ticket-page'), 'TicketPage');
const AnalyticsPage = page(() => import('@/features/analytics/analytics-page'), 'AnalyticsPage');
const ArticlesPage = page(() => import('@/features/articles/articles-page'), 'ArticlesPage');
const ArticlePage = page(() => import('@/features/articles/article-page'), 'ArticlePage');
const SettingsPages = page(() => import('@/features/settings/settings-pages'), 'SettingsPages');
const ArticleEditPage = page(() => import('@/features/articles/article-edit-page'), 'ArticleEditPage');
const ProfilePage = page(() => import('@/features/profile/profile-page'), 'ProfilePage');

export const AppRoutes = () => (
  <Routes>
    <Route element={<AccountLayout />}>
      <Route path="/login" element={<SignInPage />} />
      <Route path="/register" element={<RegisterPage />} />
      <Route path="/forgot-password" element={<ForgotPasswordPage />} />
      <Route path="/reset-password" element={<ResetPasswordPage />} />
      <Route path="/confirm-email" element={<ConfirmEmailPage />} />
    </Route>
    <Route element={<SessionGate />}>
      <Route path="/" element={<HomePage />} />
      <Route path="/inbox" element={<InboxPage />} />
      <Route path="/assignments" element={<AssignmentsPage />} />
      <Route path="/tickets/new" element={<NewTicketPage />} />
      <Route path="/tickets/:id" element={<TicketPage />} />
      <Route path="/analytics" element={<AnalyticsPage />} />
      <Route path="/articles" element={<ArticlesPage />} />
      <Route path="/articles/new" element={<ArticleEditPage />} />
      <Route path="/articles/:id" element={<ArticlePage />} />
      <Route path="/settings/*" element={<SettingsPages />} />
      <Route path="/articles/:id/edit" element={<ArticleEditPage />} />
      <Route path="/profile" element={<ProfilePage />} />
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);
