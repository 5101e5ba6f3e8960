import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';

const { device: texts } = PROFILE_TEXTS;

// The first that fits: browsers call themselves by their ancestors' names, too.
const PROGRAMS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

/** A program's own description in words that people know, such as `Firefox on Linux`. */
export const deviceOf = (userAgent: string): string => {
  const program = nameIn(userAgent, PROGRAMS);
  const system = nameIn(userAgent, SYSTEMS);
  if (program && system) return texts.on(program, system);
  return program ?? system ?? (userAgent.trim().slice(0, 80) || texts.unknown);
};

const nameIn = (userAgent: string, names: readonly [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(userAgent))?.[1];
