import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { TEXTS } from '@/lib/texts';
import classes from './page.module.css';

type PageProps = {
  title: string;
  /** What stands above the page for the title, if it is more than words. */
  heading?: ReactNode;
  /** The title is for the tab and for screen readers only, as the page has a better one of its own. */
  isTitleHidden?: boolean;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /**
   * `text` keeps lines readable; `wide` takes all the room, as boards do; `full` also fills the height
   * of the window and scrolls inside, as long lists do.
   */
  width?: 'text' | 'wide' | 'full';
  children: ReactNode;
};

/** The frame of every page inside the shell: one `h1`, and the same words in the tab. */
export const Page = ({ title, heading = title, isTitleHidden = false, actions, width = 'text', children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · ${TEXTS.name}`;
  }, [title]);
  return (
    <div className={classes.page} data-width={width}>
      <Group className={isTitleHidden ? 'visually-hidden' : classes.head} justify="space-between" wrap="nowrap">
        <Title order={1}>{heading}</Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
};
