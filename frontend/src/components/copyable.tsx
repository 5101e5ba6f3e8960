import { useId, useRef, useState } from 'react';
import { TEXTS } from '@/lib/texts';

type CopyableProps = { label: string; text: string };

/** A text to take away by a button, or by hand where a page may not reach the clipboard. */
export const Copyable = ({ label, text }: CopyableProps) => {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(TEXTS.copied);
    } catch {
      area.current?.select();
      setSaid(TEXTS.copyByHand);
    }
  };

  return (
    <div className="copyable">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} ref={area} readOnly spellCheck={false} rows={text.split('\n').length} value={text} />
      <button type="button" className="quiet-action" onClick={() => void copy()}>
        {TEXTS.copy}
      </button>
      <span role="status">{said}</span>
    </div>
  );
};
