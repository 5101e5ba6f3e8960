import { createStore } from '@/lib/store';

/** How somebody wants to hear of new assignments, kept in this browser. */
export type AlertSettings = { sound: boolean; desktop: boolean };

const KEY = 'deskwire.alerts';

const read = (): AlertSettings => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof AlertSettings, unknown>>;
    return { sound: kept.sound === true, desktop: kept.desktop === true };
  } catch {
    return { sound: false, desktop: false };
  }
};

export const alertSettings = createStore<AlertSettings>(read());

export const setAlerts = (change: Partial<AlertSettings>) => {
  const next = { ...alertSettings.get(), ...change };
  alertSettings.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage, such as in a private window, this page itself still knows.
  }
};
