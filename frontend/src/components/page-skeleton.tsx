import { Skeleton, Stack } from '@mantine/core';
import { TEXTS } from '@/lib/texts';
import classes from './page.module.css';

type RowsSkeletonProps = { rows?: number; height?: number };

/** The shape of a list that is being read. */
export const RowsSkeleton = ({ rows = 6, height = 44 }: RowsSkeletonProps) => (
  <Stack gap={6} role="status" aria-label={TEXTS.loading}>
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton key={row} height={height} radius="md" />
    ))}
  </Stack>
);

export const PageSkeleton = () => (
  <div className={classes.page} data-width="text">
    <Skeleton height={28} width={180} mb="lg" />
    <RowsSkeleton />
  </div>
);
