import { Anchor } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { TEXTS } from '@/lib/texts';

const { notFound } = TEXTS.shell;

/** For an address that leads nowhere, and for what the viewer may not see: the two look alike. */
export const NotFound = () => (
  <Page title={notFound.title} isTitleHidden>
    <EmptyState
      icon={IconCompass}
      title={notFound.title}
      advice={notFound.advice}
      action={
        <Anchor component={Link} to="/">
          {notFound.home}
        </Anchor>
      }
    />
  </Page>
);
