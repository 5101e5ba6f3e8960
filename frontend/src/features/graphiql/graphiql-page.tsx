import 'graphiql/style.css';
import './graphiql-page.css';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import type { SessionStore } from './session-store';
import { DEFAULT_QUERY } from './default-query';
import { createFetcher } from './fetcher';
import { SignInBar } from './sign-in-bar';

type GraphiQLPageProps = { session: SessionStore };

export const GraphiQLPage = ({ session }: GraphiQLPageProps) => {
  const [fetcher] = useState(() => createFetcher(session));
  return (
    <div className="desk-page">
      <SignInBar session={session} />
      <main className="desk-page-editor">
        <GraphiQL
          fetcher={fetcher}
          defaultQuery={DEFAULT_QUERY}
          schemaDescription
          inputValueDeprecation
          isHeadersEditorEnabled
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
        >
          <GraphiQL.Logo>
            <span aria-hidden="true" />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </div>
  );
};
