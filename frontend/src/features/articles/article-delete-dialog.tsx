import { notifications } from '@mantine/notifications';
import { useNavigate } from 'react-router';
import { useMutation } from 'urql';
import { QuestionDialog } from '@/components/question-dialog';
import { ArticleRemoveDocument } from '@/gql/articles';
import { faultOf } from '@/lib/fault';
import { articles as ARTICLE_TEXTS } from '@/lib/texts/articles';

const { remove: texts } = ARTICLE_TEXTS;

type ArticleDeleteDialogProps = { article: { id: string; title: string }; onClose: () => void };

export const ArticleDeleteDialog = ({ article, onClose }: ArticleDeleteDialogProps) => {
  const navigate = useNavigate();
  const [{ fetching }, run] = useMutation(ArticleRemoveDocument);
  const remove = async () => {
    const { data, error } = await run({ input: { id: article.id } });
    const [refusal] = data?.articleDelete.errors ?? [];
    if (error || refusal) {
      notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
      return;
    }
    notifications.show({ message: texts.done });
    void navigate('/articles', { replace: true });
  };
  return (
    <QuestionDialog
      title={texts.title}
      text={texts.text(article.title)}
      confirmLabel={texts.confirm}
      isBusy={fetching}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  );
};
