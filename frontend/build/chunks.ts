import { fileURLToPath } from 'node:url';

type Graph = { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null };

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));
const FIRST_PAGES = ['home/home-page', 'inbox/inbox-page', 'ticket/ticket-page'];

/** Modules of these packages, or of these folders in them. */
const of = (...folders: string[]) => new RegExp(`node_modules/(${folders.join('|')})/`.replaceAll('/', '[\\\\/]'));

const BASE = new RegExp(`${of('react', 'react-dom', 'scheduler', 'clsx').source}|^\\0vite/`);
const CONTROLS = of(
  '@mantine/core/esm/components/(ActionIcon|CloseButton|InputBase|SegmentedControl|Tabs|TextInput)',
  '@mantine/hooks/esm/(use-debounced-callback|use-window-event)',
);
const PARTS = of('@mantine/core/esm/components/(Combobox|Popover|ScrollArea)');
const DIALOGS = of('@mantine/core/esm/components/(Menu|Modal)', 'react-remove-scroll');

/** The library's smallest modules are everywhere. */
const UTILS = of('@mantine/hooks/esm/utils');

const chunkOf = (id: string, graph: Graph) => (UTILS.test(id) ? 'app' : firstNeeds(graph).get(id));

/**
 * Which modules are loaded as one file, each with all that it imports: a file costs a first visit a
 * request, and every page needs a hundred small modules. All else is divided by the bundler.
 *
 * - `base`, `socket` and `floating`: what the dashboard and GraphiQL have in common;
 * - `app`: what else is needed before it is known who is here;
 * - `desk`: what everybody needs who is signed in;
 * - `controls`: fields and buttons, which nearly every page has;
 * - `parts` and `dialogs`: what opens over a page.
 */
export const CHUNKS = [
  { name: 'base', test: BASE, priority: 5 },
  { name: 'socket', test: of('graphql-ws'), priority: 5 },
  { name: 'floating', test: of('@floating-ui'), priority: 4 },
  { name: chunkOf, debugName: 'app and desk', priority: 3 },
  { name: 'controls', test: CONTROLS, priority: 2 },
  { name: 'parts', test: PARTS, priority: 1 },
  { name: 'dialogs', test: DIALOGS, priority: 0 },
];

let found: Map<string, string> | undefined;

/** Our own modules that come first, but not the entry: GraphiQL shares some of them, and must not run it. */
const firstNeeds = (graph: Graph): Map<string, string> => {
  if (found) return found;
  found = new Map();
  for (const id of needsOf('app/main', graph)) found.set(id, 'app');
  const pages = FIRST_PAGES.flatMap((page) => [...needsOf(`features/${page}`, graph)]);
  const shared = pages.filter((id, at) => pages.indexOf(id) < at);
  for (const id of [...needsOf('app/signed-in', graph), ...shared]) if (!found.has(id)) found.set(id, 'desk');
  return found;
};

/** Our own modules that one imports, and what those import. */
const needsOf = (name: string, graph: Graph): Set<string> => {
  const needs = new Set<string>();
  const collect = (id: string) => {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) {
      if (!imported.startsWith(SOURCES) || needs.has(imported)) continue;
      needs.add(imported);
      collect(imported);
    }
  };
  collect(`${SOURCES}${name}.tsx`);
  return needs;
};
