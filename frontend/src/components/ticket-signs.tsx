import {
  type Icon,
  IconAntennaBars2,
  IconAntennaBars3,
  IconAntennaBars4,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconClockPause,
  IconExclamationCircleFilled,
  IconProgress,
} from '@tabler/icons-react';
import type { Priority, TicketStatus } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';
import classes from './ticket-signs.module.css';

type SignProps = { isBare?: boolean };

const STATUS: Record<TicketStatus, Icon> = {
  OPEN: IconCircle,
  IN_PROGRESS: IconProgress,
  WAITING: IconClockPause,
  RESOLVED: IconCircleCheckFilled,
  CLOSED: IconCircleDotted,
};

const PRIORITY: Record<Priority, Icon> = {
  LOW: IconAntennaBars2,
  MEDIUM: IconAntennaBars3,
  HIGH: IconAntennaBars4,
  CRITICAL: IconExclamationCircleFilled,
};

/** A status as a sign and a word; `isBare` leaves the word to screen readers and the tooltip. */
export const StatusSign = ({ status, isBare = false }: SignProps & { status: TicketStatus }) => (
  <Sign icon={STATUS[status]} value={status} words={TEXTS.words.status[status]} isBare={isBare} />
);

export const PrioritySign = ({ priority, isBare = false }: SignProps & { priority: Priority }) => (
  <Sign icon={PRIORITY[priority]} value={priority} words={TEXTS.words.priority[priority]} isBare={isBare} />
);

const Sign = ({ icon: Icon, value, words, isBare }: { icon: Icon; value: string; words: string; isBare: boolean }) => (
  <span className={classes.sign} data-value={value} title={isBare ? words : undefined}>
    <Icon size={16} stroke={2} aria-hidden />
    <span className={isBare ? 'visually-hidden' : ''}>{words}</span>
  </span>
);
