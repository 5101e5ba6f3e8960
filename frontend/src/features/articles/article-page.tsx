import { Alert, Anchor, Button, Text } from '@mantine/core';
import { IconArrowLeft, IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { Markdown } from '@/components/markdown';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { PageSkeleton } from '@/components/page-skeleton';
import { TimeAgo } from '@/components/time-ago';
import { ArticlePageDocument, type ArticlePartsFragment } from '@/gql/articles';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { articles as texts } from '@/lib/texts/articles';
import { ArticleSigns } from './article-signs';
import classes from './articles.module.css';

const ArticleDeleteDialog = lazy(async () => ({
  default: (await import('./article-delete-dialog')).ArticleDeleteDialog,
}));

export const ArticlePage = () => {
  const { id = '' } = useParams();
  const [{ data, error, fetching }, readAgain] = useQuery({ query: ArticlePageDocument, variables: { id } });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <PageSkeleton />;
  if (!data.article) return fetching ? <PageSkeleton /> : <NotFound />;
  return <Article key={id} article={data.article} />;
};

const Article = ({ article }: { article: ArticlePartsFragment }) => {
  const { viewer } = useDesk();
  const isStaff = viewer.role !== 'USER';
  const [isDeleting, setIsDeleting] = useState(false);
  const actions = (
    <>
      <Button
        component={Link}
        to={`/articles/${article.id}/edit`}
        size="xs"
        variant="default"
        leftSection={<IconPencil size={14} aria-hidden />}
      >
        {texts.edit}
      </Button>
      <Button size="xs" color="red" variant="subtle" onClick={() => { setIsDeleting(true); }}>
        {texts.remove.button}
      </Button>
    </>
  );
  return (
    <Page title={article.title} actions={isStaff && actions}>
      <div className={classes.reading}>
        <p className={classes.quiet}>
          <Anchor component={Link} to="/articles" size="sm" className={classes.back}>
            <IconArrowLeft size={14} aria-hidden /> {texts.back}
          </Anchor>
          <ArticleSigns article={article} />
          <Link to={`/articles?category=${article.category.id}`}>{article.category.name}</Link>
          <span>
            {texts.updated} <TimeAgo at={article.updatedAt} />
            {isStaff && ` ${texts.by(article.author.name)}`}
          </span>
          {article.sourceTicket && (
            <Link to={`/tickets/${article.sourceTicket.id}`}>{texts.madeOf(article.sourceTicket.number)}</Link>
          )}
        </p>
        {isStaff && article.status === 'DRAFT' && (
          <Alert mt="md" color="gray">
            {texts.draftNote} {article.sourceTicket && texts.draftOfTicket}
            {article.sourceTicket && article.version === 1 && (
              <p className={classes.fresh}>{texts.writtenAnew}</p>
            )}
          </Alert>
        )}
        <article className={classes.body}>
          <Markdown text={article.body} hasHeadings />
        </article>
        {!isStaff && (
          <div className={classes.after}>
            <Text size="sm" c="dimmed">{texts.notSolved}</Text>
            <Button component={Link} to="/tickets/new" size="xs" variant="default">{texts.ask}</Button>
          </div>
        )}
      </div>
      <Suspense fallback={null}>
        {isDeleting && <ArticleDeleteDialog article={article} onClose={() => { setIsDeleting(false); }} />}
      </Suspense>
    </Page>
  );
};
