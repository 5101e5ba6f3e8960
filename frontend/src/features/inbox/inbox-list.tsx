import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type RefObject, useEffect, useRef } from 'react';
import { FaultNotice } from '@/components/fault-notice';
import { TEXTS } from '@/lib/texts';
import { type Display, ROW_HEIGHT } from './display';
import classes from './inbox-list.module.css';
import { InboxRow } from './inbox-row';
import type { ListState, TicketList } from '@/lib/ticket-list';

const { inbox: texts } = TEXTS;
const OVERSCAN = 12;
/** So many rows before the end, the next page is asked for. */
const LOAD_AHEAD = 40;

type InboxListProps = {
  list: TicketList;
  state: ListState;
  display: Display;
  active: number;
  selection: ReadonlySet<string>;
  isStale: boolean;
  onSelect: (id: string, withRange: boolean) => void;
  onActivate: (index: number) => void;
};

export const InboxList = ({ list, state, display, active, selection, isStale, onSelect, onActivate }: InboxListProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROW_HEIGHT[display.density];
  // The compiler leaves this component alone: the library's answers change without its knowing.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: state.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    virtual.measure();
  }, [virtual, height]);
  useEffect(() => {
    if (last >= state.rows.length - LOAD_AHEAD && !state.fault) list.loadMore();
  }, [list, last, state.rows.length, state.fault]);
  useHold(list, frame, scroller, selection.size > 0);
  useFollowActive(active, scroller, virtual);

  const waiting = state.waiting.size;
  return (
    <div ref={frame} className={classes.frame} data-stale={isStale || undefined}>
      <div role="status" className={classes.news}>
        {waiting + state.gone.size > 0 && (
          <Button
            size="compact-sm"
            radius="xl"
            onClick={() => {
              list.settle();
              scroller.current?.scrollTo({ top: 0 });
            }}
          >
            {waiting > 0 ? texts.newRows(waiting) : texts.goneRows(state.gone.size)} · {texts.show}
          </Button>
        )}
      </div>
      <div ref={scroller} className={classes.scroller}>
        <div
          role="grid"
          aria-label={texts.rows}
          aria-multiselectable
          aria-rowcount={state.hasMore ? (state.total ?? -1) : state.rows.length}
          aria-busy={state.isLoading}
          className={classes.rows}
          style={{ height: virtual.getTotalSize(), '--columns': display.columns.length } as CSSProperties}
        >
          {shown.map(({ index, start, key }) => {
            const ticket = state.rows[index];
            return ticket ? (
              <InboxRow
                key={key}
                ticket={ticket}
                index={index}
                top={start}
                height={height}
                columns={display.columns}
                isActive={index === active}
                isSelected={selection.has(ticket.id)}
                isGone={state.gone.has(ticket.id)}
                onSelect={onSelect}
                onActivate={onActivate}
              />
            ) : null;
          })}
        </div>
        {state.fault && <FaultNotice fault={state.fault} onRetry={list.loadMore} />}
      </div>
    </div>
  );
};

type Box = RefObject<HTMLDivElement | null>;

/** Nothing moves while somebody is further down, points at a row, or has selected some. */
const useHold = (list: TicketList, frame: Box, scroller: Box, isChoosing: boolean) => {
  useEffect(() => {
    // The bar lies over the rows: a pointer on it is still in the list.
    const [area, element] = [frame.current, scroller.current];
    if (!area || !element) return undefined;
    let isPointing = area.matches(':hover');
    const judge = () => { list.hold(isChoosing || isPointing || element.scrollTop > 0); };
    const enter = () => { isPointing = true; judge(); };
    const leave = () => { isPointing = false; judge(); };
    area.addEventListener('pointerover', enter);
    area.addEventListener('pointerleave', leave);
    element.addEventListener('scroll', judge, { passive: true });
    judge();
    return () => {
      area.removeEventListener('pointerover', enter);
      area.removeEventListener('pointerleave', leave);
      element.removeEventListener('scroll', judge);
    };
  }, [list, frame, scroller, isChoosing]);
};

type Scrolling = { scrollToIndex: (index: number, options: { align: 'auto' }) => void };

/** The row that the keyboard has reached is in sight, and has the focus if a row had it. */
const useFollowActive = (active: number, scroller: Box, virtual: Scrolling) => {
  const earlier = useRef(active);
  useEffect(() => {
    if (earlier.current === active) return undefined;
    earlier.current = active;
    virtual.scrollToIndex(active, { align: 'auto' });
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true });
    });
    return () => { cancelAnimationFrame(frame); };
  }, [active, scroller, virtual]);
};
