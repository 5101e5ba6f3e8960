import { createRoot } from 'react-dom/client';
import { takeToken } from '@/lib/link-token';
import { TEXTS } from '@/lib/texts';
import { routeOf } from './route';
import { RoutedPage } from './routed-page';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const route = routeOf(window.location.pathname);
const token = takeToken(window.location, window.history);
document.title = TEXTS.titles[route.page];
createRoot(root).render(<RoutedPage route={route} token={token} />);
