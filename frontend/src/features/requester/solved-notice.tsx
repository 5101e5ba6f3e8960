import { Button, Group, Text, Title } from '@mantine/core';
import { IconConfetti } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import classes from './help.module.css';

const { thanks: texts } = REQUESTER_TEXTS;

type SolvedNoticeProps = { article: { id: string; title: string } | null; onNew: () => void };

/** In place of the form, when no ticket was needed. */
export const SolvedNotice = ({ article, onNew }: SolvedNoticeProps) => {
  const title = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone.
  useEffect(() => { title.current?.focus(); }, []);
  return (
    <div className={classes.thanks}>
      <IconConfetti size={40} stroke={1.5} aria-hidden />
      <Title order={2} ref={title} tabIndex={-1}>{texts.title}</Title>
      <Text c="dimmed">{texts.text}</Text>
      <Group justify="center" mt="md">
        <Button component={Link} to="/">{texts.home}</Button>
        {article && (
          <Button component={Link} to={`/articles/${article.id}`} variant="default">
            {texts.article(article.title)}
          </Button>
        )}
        <Button variant="subtle" onClick={onNew}>{texts.another}</Button>
      </Group>
    </div>
  );
};
