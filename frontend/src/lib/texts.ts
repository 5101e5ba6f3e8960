import { account } from '@/lib/texts/account';
import { common } from '@/lib/texts/common';
import { home } from '@/lib/texts/home';
import { inbox } from '@/lib/texts/inbox';
import { requester } from '@/lib/texts/requester';
import { shell } from '@/lib/texts/shell';
import { ticket } from '@/lib/texts/ticket';
import { words } from '@/lib/texts/words';

/** All that the dashboard says, in English; what the server says about a request comes on top. */
export const TEXTS = { ...common, account, home, inbox, requester, shell, ticket, words };
