import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** By then all that a first screen needs has been asked for. */
const LOAD_AFTER_MS = 800;

/**
 * A component that the first screen does without: it is loaded a moment after the module that names it,
 * or when it is first shown, whichever comes first. So it is there even if the network is not by then.
 */
export const later = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> => {
  const asModule = async () => ({ default: await load() });
  setTimeout(() => { load().catch(() => { /* shown, it is asked for again */ }); }, LOAD_AFTER_MS);
  return lazy(asModule);
};

/**
 * A component that is loaded at once, beside the module that names it, rather than when it is first shown:
 * for what a page shows last but not on demand.
 */
export const soon = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> => {
  const early = load().catch(() => null);
  return lazy(async () => ({ default: (await early) ?? (await load()) }));
};
