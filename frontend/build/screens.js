import { readFileSync } from 'node:fs';

const SIGNED_IN = 'src/app/signed-in.tsx';

const signedIn = (page) => [SIGNED_IN, `src/features/${page}.tsx`];

/**
 * The screens that one may begin with, by the first part of their path ("home" has none), and what
 * each loads beside the entry.
 */
export const SCREENS = {
  login: ['src/features/account/sign-in-page.tsx'],
  home: signedIn('home/home-page'),
  inbox: signedIn('inbox/inbox-page'),
  tickets: signedIn('ticket/ticket-page'),
  assignments: signedIn('assignments/assignments-page'),
  analytics: signedIn('analytics/analytics-page'),
  articles: signedIn('articles/articles-page'),
  settings: signedIn('settings/settings-pages'),
  profile: signedIn('profile/profile-page'),
};

export const ENTRY = 'index.html';

const dist = new URL('../dist/', import.meta.url);

export const readBuilt = (path) => readFileSync(new URL(path, dist));

export const readManifest = () => JSON.parse(readBuilt('.vite/manifest.json').toString());

/** The files of the entry and of these modules, with all that they import. */
export const filesOf = (manifest, modules) => {
  const files = new Set();
  const add = (key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`There is no chunk ${key}.`);
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const key of [ENTRY, ...modules]) add(key);
  return files;
};
