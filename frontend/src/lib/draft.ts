/**
 * What was typed and not yet sent, kept over reloads. `owner` is the person who typed it, as several
 * may use one browser. Values that this version cannot read, or no storage at all, are no draft.
 */
export const readDraft = <Draft>(owner: string, name: string, isDraft: (value: unknown) => value is Draft) => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(owner, name)) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
};

/** Null forgets the draft. */
export const writeDraft = (owner: string, name: string, draft: object | null) => {
  try {
    if (draft) localStorage.setItem(keyOf(owner, name), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(owner, name));
  } catch {
    // Without storage, such as in a private window, the page itself still has it.
  }
};

const keyOf = (owner: string, name: string) => `deskwire-draft:${owner}:${name}`;
