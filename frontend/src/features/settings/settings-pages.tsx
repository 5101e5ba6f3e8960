import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { NotFound } from '@/components/not-found';
import { SettingsHome } from './shared/settings-home';
import { SettingsLayout } from './shared/settings-layout';

/** Each part in a chunk of its own, loaded when it is first opened. */
const PARTS: Record<string, ComponentType> = {
  ai: lazy(async () => ({ default: (await import('./ai/providers-page')).ProvidersPage })),
  spending: lazy(async () => ({ default: (await import('./ai/spending-page')).SpendingPage })),
  triage: lazy(async () => ({ default: (await import('./ai/triage-page')).TriagePage })),
  rules: lazy(async () => ({ default: (await import('./rules/rules-page')).RulesPage })),
  'rules/:id': lazy(async () => ({ default: (await import('./rules/rule-page')).RulePage })),
  people: lazy(async () => ({ default: (await import('./people/people-page')).PeoplePage })),
  categories: lazy(async () => ({ default: (await import('./catalog/categories-page')).CategoriesPage })),
  skills: lazy(async () => ({ default: (await import('./catalog/skills-page')).SkillsPage })),
  tags: lazy(async () => ({ default: (await import('./catalog/tags-page')).TagsPage })),
  tokens: lazy(async () => ({ default: (await import('./access/tokens-page')).TokensPage })),
  sessions: lazy(async () => ({ default: (await import('./access/sessions-page')).SessionsPage })),
  mails: lazy(async () => ({ default: (await import('./running/mails-page')).MailsPage })),
  jobs: lazy(async () => ({ default: (await import('./running/jobs-page')).JobsPage })),
  health: lazy(async () => ({ default: (await import('./running/health-page')).HealthPage })),
};

export const SettingsPages = () => (
  <Routes>
    <Route element={<SettingsLayout />}>
      <Route index element={<SettingsHome />} />
      {Object.entries(PARTS).map(([path, Part]) => (
        <Route key={path} path={path} element={<Part />} />
      ))}
      <Route path="*" element={<NotFound />} />
    </Route>
  </Routes>
);
