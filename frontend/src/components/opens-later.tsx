import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
  startTransition,
  Suspense,
  useCallback,
  useState,
} from 'react';

type Button = ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLButtonElement> }>;

/** What a menu or panel takes that opens at a button: its target, and whether it is open. */
export type Opening = { button: Button; isOpen: boolean; onChange: (isOpen: boolean) => void };

type OpensLaterProps = {
  button: Button;
  popup: 'menu' | 'dialog';
  /** Shows the button with what opens at it, in a component made by `later`. */
  children: (opening: Opening) => ReactNode;
};

/** A button that stands at once, while what it opens is loaded later. */
export const OpensLater = ({ button, popup, children }: OpensLaterProps) => {
  const [isWanted, setIsWanted] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  /** The button that takes the place of the bare one has the focus, and opens. */
  const takeOver = useCallback((element: HTMLButtonElement | null) => {
    element?.focus();
    if (element) setIsOpen(true);
  }, []);
  const bare = cloneElement(button, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    // As a transition: this button stays, with its focus, until the other can take its place.
    onClick: () => { startTransition(() => { setIsWanted(true); }); },
  });
  if (!isWanted) return bare;
  // A menu does it by itself.
  const toggle = popup === 'dialog' && { onClick: () => { setIsOpen(!isOpen); } };
  return (
    <Suspense fallback={bare}>
      {children({ button: cloneElement(button, { ref: takeOver, ...toggle }), isOpen, onChange: setIsOpen })}
    </Suspense>
  );
};
