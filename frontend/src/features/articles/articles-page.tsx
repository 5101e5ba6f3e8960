import { Button } from '@mantine/core';
import { IconBook2, IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { Page } from '@/components/page';
import { RowsSkeleton } from '@/components/page-skeleton';
import { ArticleListDocument } from '@/gql/articles';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { articles as texts } from '@/lib/texts/articles';
import { useParameters } from '@/lib/use-parameters';
import { isNarrowed, questionOf, variablesOf } from './article-filter';
import { ArticleRows } from './article-rows';
import { ArticleSearch } from './article-search';
import classes from './articles.module.css';

/** What the desk knows, to look through and to search; what one looks for stands in the address. */
export const ArticlesPage = () => {
  const { viewer } = useDesk();
  const isStaff = viewer.role !== 'USER';
  const [parameters, change] = useParameters();
  const question = questionOf(parameters, isStaff);
  const variables = variablesOf(question);
  const [{ data, error, fetching }, readAgain] = useQuery({ query: ArticleListDocument, variables });
  const count = data?.articles.nodes.length ?? 0;

  const ask = (
    <Button component={Link} to="/tickets/new" variant="default">
      {texts.ask}
    </Button>
  );
  const write = (
    <Button component={Link} to="/articles/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {texts.new}
    </Button>
  );
  const content = () => {
    if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
    if (!data) return <RowsSkeleton height={84} />;
    if (count > 0) {
      return (
        <div className={classes.list} data-stale={fetching}>
          <ArticleRows key={JSON.stringify(question)} page={data.articles} variables={variables} />
        </div>
      );
    }
    if (isNarrowed(question)) {
      return <EmptyState icon={IconBook2} title={texts.nothingFound} advice={texts.nothingFoundAdvice} action={ask} />;
    }
    return (
      <EmptyState
        icon={IconBook2}
        title={texts.none}
        advice={isStaff ? texts.noneAdvice : texts.noneForReaders}
        action={isStaff ? write : ask}
      />
    );
  };
  return (
    <Page title={texts.title} actions={isStaff && write}>
      <ArticleSearch question={question} isStaff={isStaff} onChange={change} />
      <p role="status" className="visually-hidden">
        {question.search && data && !fetching ? texts.found(count, data.articles.pageInfo.hasNextPage) : ''}
      </p>
      {content()}
    </Page>
  );
};
