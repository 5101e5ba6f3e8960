import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { CHUNKS } from './build/chunks.ts';
import { firstPages } from './build/first-pages.ts';
import { themeCss } from './build/theme-css.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `DESK_URL=http://localhost:8123 npm run dev` works against another desk. */
const api = { target: process.env['DESK_URL'] ?? 'http://localhost:8000' };

export default defineConfig({
  plugins: [
    react(),
    themeCss(),
    firstPages(),
    {
      name: 'graphiql-at-its-production-address',
      configureServer(server) {
        server.middlewares.use((request, _response, next) => {
          const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
          if (wantsPage && request.url?.split('?')[0] === '/graphql') request.url = '/graphiql.html';
          next();
        });
      },
    },
    {
      name: 'codegen-when-an-operation-changes',
      configureServer({ watcher, config }) {
        watcher.on('change', (path) => {
          if (!path.endsWith('.graphql')) return;
          execFile(process.execPath, [here('./build/codegen.js')], (_error, _out, problems) => {
            if (problems) config.logger.error(problems);
          });
        });
      },
    },
  ],
  resolve: { alias: { '@': here('./src') } },
  optimizeDeps: {
    exclude: ['graphiql/setup-workers/vite', '@graphiql/react/setup-workers/vite'],
    // CommonJS inside the workers, which the development server does not find by itself.
    include: [
      'graphiql > @graphiql/react > monaco-graphql > picomatch-browser',
      'graphiql > @graphiql/react > graphql-language-service > nullthrows',
      'graphiql > @graphiql/react > graphql-language-service > debounce-promise',
    ],
  },
  worker: { format: 'es' },
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: [here('./index.html'), here('./graphiql.html')],
      output: { codeSplitting: { groups: CHUNKS } },
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: {
    proxy: {
      '/graphql': { ...api, ws: true },
      '/healthz': api,
      '/readyz': api,
      '/metrics': api,
    },
  },
});
