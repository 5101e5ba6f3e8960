import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';
import { FaultNotice } from '@/components/fault-notice';
import { RowsSkeleton } from '@/components/page-skeleton';
import { faultOf } from '@/lib/fault';

type LoadedProps<Data> = {
  data: Data | undefined;
  error: CombinedError | undefined;
  onRetry: () => void;
  rows?: number;
  height?: number;
  children: (data: Data) => ReactNode;
};

/** What was read; before that its shape, and in place of it why it could not be read. */
export const Loaded = <Data,>({ data, error, onRetry, rows = 5, height = 52, children }: LoadedProps<Data>) => {
  if (error && data === undefined) return <FaultNotice fault={faultOf(error)} onRetry={onRetry} />;
  if (data === undefined) return <RowsSkeleton rows={rows} height={height} />;
  return <>{children(data)}</>;
};
