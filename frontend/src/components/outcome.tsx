import { type ReactNode, useEffect, useRef } from 'react';

type OutcomeProps = { tone: 'done' | 'error'; children: ReactNode };

/** How something went. It takes the focus, so that nobody misses it or loses their place. */
export const Outcome = ({ tone, children }: OutcomeProps) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <div ref={box} className={`outcome ${tone}`} role={tone === 'error' ? 'alert' : 'status'} tabIndex={-1}>
      {children}
    </div>
  );
};
