import { useParams } from 'react-router';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { PageSkeleton } from '@/components/page-skeleton';
import { ArticlePageDocument } from '@/gql/articles';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { articles as ARTICLE_TEXTS } from '@/lib/texts/articles';
import { ArticleForm } from './article-form';

const { form: texts } = ARTICLE_TEXTS;

/** A new article, or one that is there; for staff. */
export const ArticleEditPage = () => {
  const { viewer } = useDesk();
  const { id } = useParams();
  if (viewer.role === 'USER') return <NotFound />;
  if (id) return <EditArticle key={id} id={id} />;
  return (
    <Page title={texts.new} width="wide">
      <ArticleForm article={null} />
    </Page>
  );
};

const EditArticle = ({ id }: { id: string }) => {
  // What is changed must be what is there: the cache is not enough.
  const [{ data, error, fetching }, readAgain] = useQuery({
    query: ArticlePageDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <PageSkeleton />;
  if (!data.article) return fetching ? <PageSkeleton /> : <NotFound />;
  return (
    <Page title={texts.edit} width="wide">
      <ArticleForm article={data.article} />
    </Page>
  );
};
