import { type RefObject, useEffect, useState } from 'react';

/** So many rows beyond the edges are drawn ahead. */
const OVERSCAN = 8;
/** Before the first measurement; any usual screen shows fewer. */
const FIRST_ROWS = 24;

type Range = { from: number; to: number };

/** Which of `count` rows, all of the same height, to draw: those in sight and some around them. */
export const useWindow = (scroller: RefObject<HTMLElement | null>, count: number, height: number): Range => {
  const [{ from, to }, setRange] = useState<Range>({ from: 0, to: FIRST_ROWS });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const judge = () => {
      const next = rangeAt(element.scrollTop, element.clientHeight, height);
      // The same state draws nothing anew: most scroll events end here.
      setRange((now) => (now.from === next.from && now.to === next.to ? now : next));
    };
    const resized = new ResizeObserver(judge);
    resized.observe(element);
    element.addEventListener('scroll', judge, { passive: true });
    judge();
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', judge);
    };
  }, [scroller, height]);
  return { from: Math.min(from, count), to: Math.min(to, count) };
};

/** In steps of a few rows, so that not each row scrolled draws the list anew. */
const STEP = 4;

export const rangeAt = (top: number, shown: number, height: number): Range => ({
  from: Math.max(0, floorTo(STEP, top / height) - OVERSCAN),
  to: floorTo(STEP, (top + shown) / height) + STEP + OVERSCAN,
});

const floorTo = (step: number, value: number) => Math.floor(value / step) * step;

/** Scrolls as little as brings that row into sight. */
export const scrollToRow = (element: HTMLElement, index: number, height: number) => {
  const top = index * height;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + height > element.scrollTop + element.clientHeight) element.scrollTop = top + height - element.clientHeight;
};
