import 'graphiql/setup-workers/vite';
import { createRoot } from 'react-dom/client';
import { GraphiQLPage } from '@/features/graphiql/graphiql-page';
import { createSessionStore } from '@/features/graphiql/session-store';

const root = document.getElementById('root');
if (!root) throw new Error('graphiql.html has no #root');
createRoot(root).render(<GraphiQLPage session={createSessionStore(window.sessionStorage)} />);
