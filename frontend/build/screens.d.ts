type Manifest = Record<string, { file: string; css?: string[]; imports?: string[] }>;

export const SCREENS: Record<string, string[]>;
export const readManifest: () => Manifest;
export const filesOf: (manifest: Manifest, modules: string[]) => Set<string>;
