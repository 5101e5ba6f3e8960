import { Badge } from '@mantine/core';
import { IconLock, IconPencil } from '@tabler/icons-react';
import type { ArticleRowFragment } from '@/gql/articles';
import { articles as texts } from '@/lib/texts/articles';

type ArticleSignsProps = { article: Pick<ArticleRowFragment, 'status' | 'visibility'> };

/** What sets an article apart from one that everybody reads. */
export const ArticleSigns = ({ article: { status, visibility } }: ArticleSignsProps) => (
  <>
    {status === 'DRAFT' && (
      <Badge size="sm" variant="default" leftSection={<IconPencil size={12} aria-hidden />}>
        {texts.status.DRAFT}
      </Badge>
    )}
    {visibility === 'INTERNAL' && (
      <Badge size="sm" variant="default" leftSection={<IconLock size={12} aria-hidden />}>
        {texts.visibility.INTERNAL}
      </Badge>
    )}
  </>
);
