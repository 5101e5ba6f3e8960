import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, variables } from '../src/app/theme/theme.ts';

const ID = 'virtual:theme.css';
const MANTINE = fileURLToPath(new URL('../node_modules/@mantine/core/', import.meta.url));

/**
 * `import 'virtual:theme.css'` gives the theme's variables and the library's base as a style sheet. In
 * a build each component of the library brings its own styles along, so that those of a page's
 * components are loaded with the page; in development all are there at once. All are in the cascade
 * layer `mantine`: our own styles win over them in any order.
 */
export const themeCss = (): Plugin => {
  let isBuild = false;
  return {
    name: 'theme-css',
    configResolved: ({ command }) => {
      isBuild = command === 'build';
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => {
      if (id !== `\0${ID}`) return null;
      const names = isBuild ? ['styles/baseline.layer.css', 'styles/global.layer.css'] : ['styles.layer.css'];
      return [...names.map((name) => readFileSync(MANTINE + name, 'utf8')), themeVariables()].join('\n');
    },
    transform: (code, id) => {
      if (!isBuild || !id.includes('/@mantine/core/esm/')) return null;
      const sheet = `styles/${basename(id, '.mjs')}.layer.css`;
      if (!existsSync(MANTINE + sheet)) return null;
      // After its own imports: what a component is made of comes first.
      return { code: `${code}\nimport '@mantine/core/${sheet}';`, map: null };
    },
  };
};

const themeVariables = () => {
  const full = mergeMantineTheme(DEFAULT_THEME, theme);
  const mantine = defaultCssVariablesResolver(full);
  const own = variables(full);
  return convertCssVariables({
    variables: { ...mantine.variables, ...own.variables },
    light: { '--mantine-color-scheme': 'light', ...mantine.light, ...own.light },
    dark: { '--mantine-color-scheme': 'dark', ...mantine.dark, ...own.dark },
  });
};
