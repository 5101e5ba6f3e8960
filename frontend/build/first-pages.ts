import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { filesOf, readManifest, SCREENS } from './screens.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const COMPRESSED = new Set(['.css', '.html', '.js', '.json', '.svg', '.ttf']);
/** The best compression of what is larger takes longer than the rest of the build. */
const LARGE = 500_000;

/**
 * After a build: a page for each screen that one may begin with, which names all that the screen
 * needs, so that it is asked for at once; and each file compressed, as no request should wait for it.
 */
export const firstPages = (): Plugin => ({
  name: 'first-pages',
  apply: 'build',
  closeBundle: {
    sequential: true,
    order: 'post',
    handler: () => {
      writePages();
      compress();
    },
  },
});

const writePages = () => {
  const manifest = readManifest();
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  mkdirSync(join(DIST, 'pages'), { recursive: true });
  for (const [name, modules] of Object.entries(SCREENS)) {
    const links = [...filesOf(manifest, modules)].filter((file) => !page.includes(file)).map(linkTo);
    writeFileSync(join(DIST, 'pages', `${name}.html`), page.replace('  </head>', `${links.join('')}  </head>`));
  }
};

const linkTo = (file: string) =>
  `    <link rel="${file.endsWith('.css') ? 'stylesheet' : 'modulepreload'}" crossorigin href="/${file}">\n`;

const compress = () => {
  for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    if (!COMPRESSED.has(extname(name)) || name.startsWith('.')) continue;
    const content = readFileSync(join(DIST, name));
    const quality = content.length > LARGE ? 9 : constants.BROTLI_MAX_QUALITY;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(DIST, `${name}.br`), brotliCompressSync(content, { params }));
    writeFileSync(join(DIST, `${name}.gz`), gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
};
