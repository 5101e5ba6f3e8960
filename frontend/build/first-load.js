/**
 * Fails when a browser loads more than 250 kB, gzipped, before a first screen stands: the page, its
 * scripts and styles with all that they import, without what is loaded later or on demand.
 */
import { gzipSync } from 'node:zlib';
import { ENTRY, filesOf, readBuilt, readManifest, SCREENS } from './screens.js';

const LIMIT = 250_000;

const manifest = readManifest();

for (const [name, modules] of Object.entries(SCREENS)) {
  const files = [ENTRY, ...filesOf(manifest, modules)];
  const sizes = files.map((file) => [gzipSync(readBuilt(file)).length, file]);
  const total = sizes.reduce((sum, [size]) => sum + size, 0);
  console.log(`First load of ${name}: ${Math.round(total / 1000)} kB gzipped of ${LIMIT / 1000} kB in ${files.length} files`);
  if (total <= LIMIT && !process.argv.includes('--list')) continue;
  for (const [size, file] of sizes.sort(([a], [b]) => b - a)) console.log(`${String(size).padStart(8)}  ${file}`);
  if (total > LIMIT) process.exitCode = 1;
}
