import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { RowsSkeleton } from '@/components/page-skeleton';
import { TimeAgo } from '@/components/time-ago';
import { ArticleListDocument, type ArticleListQuery, type ArticleListQueryVariables, type ArticleRowFragment } from '@/gql/articles';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { articles as texts } from '@/lib/texts/articles';
import { ArticleSigns } from './article-signs';
import classes from './articles.module.css';

type ArticleRowsProps = { page: ArticleListQuery['articles']; variables: ArticleListQueryVariables };

/** A page of the list, and the next one on demand. */
export const ArticleRows = ({ page: { nodes, pageInfo }, variables }: ArticleRowsProps) => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <ul className={classes.rows}>
        {nodes.map((article) => (
          <ArticleRow key={article.id} article={article} />
        ))}
      </ul>
      {pageInfo.hasNextPage && !isOpen && (
        <Button mt="md" variant="default" onClick={() => { setIsOpen(true); }}>
          {TEXTS.loadMore}
        </Button>
      )}
      {pageInfo.hasNextPage && isOpen && <NextPage variables={{ ...variables, after: pageInfo.endCursor }} />}
    </>
  );
};

const NextPage = ({ variables }: { variables: ArticleListQueryVariables }) => {
  const [{ data, error }, readAgain] = useQuery({ query: ArticleListDocument, variables });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <RowsSkeleton height={84} />;
  return <ArticleRows page={data.articles} variables={variables} />;
};

const ArticleRow = ({ article }: { article: ArticleRowFragment }) => (
  <li>
    <Link className={classes.row} to={`/articles/${article.id}`}>
      <span className={classes.title}>{article.title}</span>
      <span className={classes.excerpt}>{article.excerpt}</span>
      <span className={classes.quiet}>
        <ArticleSigns article={article} />
        <span>{article.category.name}</span>
        <span>
          {texts.updated} <TimeAgo at={article.updatedAt} />
        </span>
      </span>
    </Link>
  </li>
);
