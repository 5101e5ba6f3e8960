import { useParams } from 'react-router';
import { useQuery } from 'urql';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { SettingsRuleDocument } from '@/gql/settings-rules';
import { settingsRules } from '@/lib/texts/settings-rules';
import { Loaded } from '../shared/loaded';
import { RuleEditor } from './rule-editor';
import { useRuleNames } from './use-rule-names';

const { editor: texts } = settingsRules;

/** One rule, or a new one, with its dry run. */
export const RulePage = () => {
  const { id = 'new' } = useParams();
  const isNew = id === 'new';
  const [{ data, error }, read] = useQuery({ query: SettingsRuleDocument, variables: { id }, pause: isNew });
  const known = useRuleNames();
  const rule = data?.triageRules.nodes[0];
  if (data && !rule && !isNew) return <NotFound />;
  const shown = (isNew || rule) && known.names ? { names: known.names } : undefined;
  return (
    <Page title={rule?.name ?? texts.newTitle}>
      <Loaded
        data={shown}
        error={error ?? known.error}
        onRetry={() => {
          read({ requestPolicy: 'network-only' });
          known.readAgain();
        }}
        rows={4}
        height={120}
      >
        {({ names }) => <RuleEditor key={id} {...(rule && { rule })} names={names} />}
      </Loaded>
    </Page>
  );
};
