import { common } from '@/lib/texts/common';
import { home } from '@/lib/texts/home';
import { inbox } from '@/lib/texts/inbox';
import { shell } from '@/lib/texts/shell';
import { words } from '@/lib/texts/words';

/**
 * What the dashboard says, in English; what the server says about a request comes on top.
 *
 * Texts that one part alone needs (`texts/account`, `texts/ticket`, `texts/requester`) are imported
 * there, so that nobody loads them before.
 */
export const TEXTS = { ...common, home, inbox, shell, words };
