import '@fontsource-variable/inter/index.css';
import 'virtual:theme.css';
import '@/app/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { loadAhead } from '@/app/routes';
import { takeToken } from '@/lib/link-token';
import { createSession } from '@/lib/session';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// Before anything else can see the address: a mailed token is a secret.
const linkToken = takeToken(window.location, window.history);
const session = createSession();
void session.restore();
loadAhead(window.location.pathname);
createRoot(root).render(<App session={session} linkToken={linkToken} />);
