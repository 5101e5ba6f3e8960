/**
 * Fails when a browser loads more than 250 kB, gzipped, before a first screen stands: the page, its
 * scripts and styles with all that they import, without what is loaded later or on demand.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 250_000;
const ENTRY = 'index.html';
const SIGNED_IN = 'src/app/signed-in.tsx';
const FIRST_SCREENS = {
  'sign-in': ['src/features/account/sign-in-page.tsx'],
  home: [SIGNED_IN, 'src/features/home/home-page.tsx'],
  inbox: [SIGNED_IN, 'src/features/inbox/inbox-page.tsx'],
  ticket: [SIGNED_IN, 'src/features/ticket/ticket-page.tsx'],
};

const dist = new URL('../dist/', import.meta.url);
const read = (path) => readFileSync(new URL(path, dist));
const manifest = JSON.parse(read('.vite/manifest.json').toString());

const filesOf = (key, found) => {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`There is no chunk ${key}.`);
  if (found.has(chunk.file)) return;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  for (const imported of chunk.imports ?? []) filesOf(imported, found);
};

for (const [name, keys] of Object.entries(FIRST_SCREENS)) {
  const files = new Set([ENTRY]);
  for (const key of [ENTRY, ...keys]) filesOf(key, files);
  const sizes = [...files].map((file) => [gzipSync(read(file)).length, file]);
  const total = sizes.reduce((sum, [size]) => sum + size, 0);
  console.log(`First load of ${name}: ${Math.round(total / 1000)} kB gzipped of ${LIMIT / 1000} kB`);
  if (total <= LIMIT && !process.argv.includes('--list')) continue;
  for (const [size, file] of sizes.sort(([a], [b]) => b - a)) console.log(`${String(size).padStart(8)}  ${file}`);
  if (total > LIMIT) process.exitCode = 1;
}
