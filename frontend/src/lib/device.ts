import { TEXTS } from '@/lib/texts';

// The first that fits: browsers call themselves by their ancestors' names, too.
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\b(Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\b(Mac OS X|Macintosh)\b/, 'macOS'],
  [/\b(Linux|X11)\b/, 'Linux'],
];

/** What a program calls itself, such as `Firefox on Windows`; one that is no browser by its first word. */
export const deviceOf = (userAgent: string, unknown: string): string => {
  const browser = nameIn(userAgent, BROWSERS);
  const system = nameIn(userAgent, SYSTEMS);
  if (browser) return system ? TEXTS.browserOn(browser, system) : browser;
  return userAgent.trim().split(/[\s/]/)[0]?.slice(0, 80) || unknown;
};

const nameIn = (userAgent: string, names: readonly [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(userAgent))?.[1];
