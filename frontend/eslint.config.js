import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const kebabCaseFiles = {
  create: (context) => ({
    Program(node) {
      const name = context.filename.split('/').pop();
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name)) {
        context.report({ node, message: `Name this file in kebab-case: ${name}` });
      }
    },
  }),
};

/** Imports go one way: components, lib and gql → features → app. */
const forbidImports = (files, folders) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: '@mantine/core',
            importNames: ['AppShell', 'Grid', 'SimpleGrid', 'ColorSchemeScript'],
            message: 'It writes a style element, which the content security policy forbids: use a CSS module.',
          },
        ],
        patterns: [
          {
            regex: `^(@|\\.\\.)(/\\.\\.)*/(${folders.join('|')})/`,
            message: 'Imports go one way: components, lib, gql → features → app.',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist', 'src/gql'] },
  js.configs.recommended,
  { files: ['build/*.js'], languageOptions: { globals: { URL: 'readonly', console: 'readonly', process: 'readonly' } } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { deskwire: { rules: { 'kebab-case-files': kebabCaseFiles } } },
    rules: { 'deskwire/kebab-case-files': 'error' },
  },
  forbidImports(['src/{components,lib,gql}/**'], ['app', 'features']),
  forbidImports(['src/features/**'], ['app']),
  forbidImports(['src/app/**'], ['nothing']),
);
