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
