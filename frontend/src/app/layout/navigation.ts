import {
  type Icon,
  IconBook2,
  IconChartHistogram,
  IconHome,
  IconInbox,
  IconPencilPlus,
  IconSettings,
  IconUserCheck,
} from '@tabler/icons-react';
import type { Role } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';

const { links } = TEXTS.shell;
const STAFF: readonly Role[] = ['MODERATOR', 'ADMIN'];
const ADMINS: readonly Role[] = ['ADMIN'];
const EVERYBODY: readonly Role[] = ['USER', 'MODERATOR', 'ADMIN'];

export type NavigationLink = {
  to: string;
  label: string;
  icon: Icon;
  roles: readonly Role[];
  /** Pressed one after the other, anywhere outside a text field. */
  keys?: string;
};

/** What the sidebar and the palette lead to. The API decides what is allowed; this only keeps order. */
const LINKS: readonly NavigationLink[] = [
  { to: '/', label: links.home, icon: IconHome, roles: EVERYBODY, keys: 'g h' },
  { to: '/inbox', label: links.inbox, icon: IconInbox, roles: STAFF, keys: 'g i' },
  { to: '/assignments', label: links.assignments, icon: IconUserCheck, roles: STAFF, keys: 'g f' },
  { to: '/tickets/new', label: links.newTicket, icon: IconPencilPlus, roles: EVERYBODY, keys: 'g n' },
  { to: '/analytics', label: links.analytics, icon: IconChartHistogram, roles: STAFF, keys: 'g s' },
  { to: '/articles', label: links.articles, icon: IconBook2, roles: EVERYBODY, keys: 'g a' },
  { to: '/settings', label: links.admin, icon: IconSettings, roles: ADMINS, keys: 'g e' },
];

export const linksFor = (role: Role): readonly NavigationLink[] => LINKS.filter((link) => link.roles.includes(role));
