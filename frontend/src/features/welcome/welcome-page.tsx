import type { ReactNode } from 'react';
import { TEXTS } from '@/lib/texts';

const { welcome: texts } = TEXTS;

const HEALTH = [
  ['/healthz', texts.alive],
  ['/readyz', texts.ready],
  ['/metrics', texts.metrics],
] as const;

type WelcomePageProps = { children?: ReactNode };

export const WelcomePage = ({ children }: WelcomePageProps) => (
  <>
    <h1>{TEXTS.name}</h1>
    <p className="lead">{texts.lead}</p>
    {children ?? <p>{texts.about}</p>}
    <p>
      <a className="action" href="/graphql">
        {TEXTS.openGraphiQL}
      </a>
    </p>
    <h2>{texts.health}</h2>
    <ul>
      {HEALTH.map(([path, meaning]) => (
        <li key={path}>
          <a href={path}>{path}</a> {meaning}
        </li>
      ))}
    </ul>
  </>
);
