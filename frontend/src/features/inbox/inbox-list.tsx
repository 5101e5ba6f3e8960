import { Button } from '@mantine/core';
import { type CSSProperties, type RefObject, useEffect, useRef } from 'react';
import { FaultNotice } from '@/components/fault-notice';
import { TEXTS } from '@/lib/texts';
import { type Display, ROW_HEIGHT } from './display';
import classes from './inbox-list.module.css';
import { InboxRow } from './inbox-row';
import { scrollToRow, useWindow } from './use-window';
import type { ListState, TicketList } from '@/lib/ticket-list';

const { inbox: texts } = TEXTS;
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
  const { from, to } = useWindow(scroller, state.rows.length, height);

  useEffect(() => {
    if (to >= state.rows.length - LOAD_AHEAD && !state.fault) list.loadMore();
  }, [list, to, state.rows.length, state.fault]);
  useHold(list, frame, scroller, selection.size > 0);
  useFollowActive(active, scroller, height);

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
          style={{ height: state.rows.length * height, '--columns': display.columns.length } as CSSProperties}
        >
          {state.rows.slice(from, to).map((ticket, nth) => (
            <InboxRow
              key={ticket.id}
              ticket={ticket}
              index={from + nth}
              top={(from + nth) * height}
              height={height}
              columns={display.columns}
              isActive={from + nth === active}
              isSelected={selection.has(ticket.id)}
              isGone={state.gone.has(ticket.id)}
              onSelect={onSelect}
              onActivate={onActivate}
            />
          ))}
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

/** The row that the keyboard has reached is in sight, and has the focus if a row had it. */
const useFollowActive = (active: number, scroller: Box, height: number) => {
  const earlier = useRef(active);
  useEffect(() => {
    if (earlier.current === active) return undefined;
    earlier.current = active;
    if (scroller.current) scrollToRow(scroller.current, active, height);
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true });
    });
    return () => { cancelAnimationFrame(frame); };
  }, [active, scroller, height]);
};
