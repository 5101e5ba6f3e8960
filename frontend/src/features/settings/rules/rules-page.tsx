import { Button, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBarToDown, IconArrowBarToUp, IconListCheck, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import {
  RuleChangeDocument,
  RuleOrderSetDocument,
  type RulePartsFragment,
  RuleRemoveDocument,
  SettingsRulesDocument,
} from '@/gql/settings-rules';
import { TEXTS } from '@/lib/texts';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsRules as texts } from '@/lib/texts/settings-rules';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { Loaded } from '../shared/loaded';
import { MoveButtons } from '../shared/move-buttons';
import { percent } from '../shared/percent';
import { RowMenu } from '../shared/row-menu';
import { useOrder } from '../shared/use-order';
import { type Rows, useRows } from '../shared/use-rows';
import { tellOf, useSend } from '../shared/use-send';
import { savedWords } from './rule-words';
import classes from './rules.module.css';
import { type KnownNames, useRuleNames } from './use-rule-names';

type Rule = RulePartsFragment;

/** What is known for sure about tickets, in the order in which it counts. */
export const RulesPage = () => {
  const rules = useRows(SettingsRulesDocument, {}, (data) => data.triageRules);
  const { names, error } = useRuleNames();
  const add = (
    <Button component={Link} to="/settings/rules/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {texts.add}
    </Button>
  );
  const shown = rules.rows && names && { rows: rules.rows, names };
  return (
    <Page title={SETTINGS_TEXTS.sections.rules.label} actions={add}>
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <Loaded data={shown} error={rules.error ?? error} onRetry={rules.readAgain} rows={8}>
        {(known) =>
          known.rows.length === 0 ? (
            <EmptyState icon={IconListCheck} title={texts.empty} advice={texts.emptyAdvice} />
          ) : (
            <RuleList rules={known.rows} names={known.names} list={rules} />
          )
        }
      </Loaded>
    </Page>
  );
};

type RuleListProps = { rules: readonly Rule[]; names: KnownNames; list: Rows<Rule> };

const RuleList = ({ rules, names, list: { hasMore, isLoadingMore, loadMore, readAgain } }: RuleListProps) => {
  const send = useSend();
  const navigate = useNavigate();
  const [removed, setRemoved] = useState<Rule | null>(null);
  const sorted = [...rules].sort((a, b) => a.position - b.position);
  const save = (ids: string[]) =>
    tellOf(send(RuleOrderSetDocument, { input: { ids } }).then(({ triageRuleReorder }) => triageRuleReorder.errors));
  const { ordered, news, list, move, moveToEnd } = useOrder(sorted, save, SETTINGS_TEXTS.order.news);
  return (
    <>
      <ol ref={list} className={classes.list} aria-label={texts.list}>
        {ordered.map((rule, place) => (
          <li key={rule.id} className={classes.row} data-off={!rule.isEnabled}>
            <div className={classes.order}>
              <Text span size="sm" c="dimmed" className={classes.place}>
                {place + 1}
              </Text>
              {!hasMore && (
                <MoveButtons
                  id={rule.id}
                  name={rule.name}
                  isFirst={place === 0}
                  isLast={place === ordered.length - 1}
                  onMove={move}
                />
              )}
            </div>
            <div className={classes.body}>
              <Link className={classes.name} to={`/settings/rules/${rule.id}`}>
                {rule.name}
              </Link>
              <Summary rule={rule} names={names} />
            </div>
            <div className={classes.tools}>
              <UseSwitch rule={rule} onStale={readAgain} />
              <RowMenu
                label={SETTINGS_TEXTS.more(rule.name)}
                actions={[
                  { label: SETTINGS_TEXTS.edit, icon: IconPencil, onSelect: () => void navigate(`/settings/rules/${rule.id}`) },
                  {
                    label: texts.toTop,
                    icon: IconArrowBarToUp,
                    isDisabled: hasMore || place === 0,
                    onSelect: () => { moveToEnd(rule.id, true); },
                  },
                  {
                    label: texts.toBottom,
                    icon: IconArrowBarToDown,
                    isDisabled: hasMore || place === ordered.length - 1,
                    onSelect: () => { moveToEnd(rule.id, false); },
                  },
                  { label: SETTINGS_TEXTS.delete, icon: IconTrash, isDanger: true, onSelect: () => { setRemoved(rule); } },
                ]}
              />
            </div>
          </li>
        ))}
      </ol>
      <div role="status" className="visually-hidden">
        {news}
      </div>
      {hasMore && (
        <>
          <Button mt="sm" variant="default" size="xs" loading={isLoadingMore} onClick={loadMore}>
            {TEXTS.loadMore}
          </Button>
          <Text size="sm" c="dimmed" mt="xs">
            {texts.partial}
          </Text>
        </>
      )}
      {removed && (
        <ConfirmDialog
          title={texts.deleteTitle(removed.name)}
          text={texts.deleteText}
          confirmLabel={SETTINGS_TEXTS.delete}
          onConfirm={async () => (await send(RuleRemoveDocument, { input: { id: removed.id } })).triageRuleDelete.errors}
          onDone={() => {
            notifications.show({ message: texts.deleted });
            setRemoved(null);
            readAgain();
          }}
          onClose={() => { setRemoved(null); }}
        />
      )}
    </>
  );
};

const Summary = ({ rule, names }: { rule: Rule; names: KnownNames }) => {
  const { when, then } = savedWords(rule, names);
  return (
    <Text size="sm" c="dimmed" className={classes.summary}>
      {texts.summary(when, then, percent(rule.confidence))}
    </Text>
  );
};

const UseSwitch = ({ rule: { id, name, isEnabled, version }, onStale }: { rule: Rule; onStale: () => void }) => {
  const send = useSend();
  const [assumed, setAssumed] = useState<boolean | null>(null);
  const use = async (wanted: boolean) => {
    setAssumed(wanted);
    const change = send(RuleChangeDocument, { input: { id, isEnabled: wanted, version } });
    if (!(await tellOf(change.then(({ triageRuleUpdate }) => triageRuleUpdate.errors)))) onStale();
    setAssumed(null);
  };
  return (
    <Switch
      size="sm"
      aria-label={texts.use(name)}
      checked={assumed ?? isEnabled}
      onChange={(event) => void use(event.currentTarget.checked)}
    />
  );
};
