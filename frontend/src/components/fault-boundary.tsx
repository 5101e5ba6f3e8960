import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { FaultNotice } from '@/components/fault-notice';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';

const { broken } = TEXTS.shell;

type FaultBoundaryProps = {
  /** A fault is forgotten when this changes, such as the path of the page. */
  resetKey?: string;
  children: ReactNode;
};

type State = { error: unknown; resetKey: string | undefined };

/** Shows a notice in place of what has thrown: never a white screen. */
export class FaultBoundary extends Component<FaultBoundaryProps, State> {
  override state: State = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError = (error: unknown): Partial<State> => ({ error });

  static getDerivedStateFromProps = ({ resetKey }: FaultBoundaryProps, state: State): State | null =>
    resetKey === state.resetKey ? null : { error: null, resetKey };

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const reload = () => { window.location.reload(); };
    if (isMissingChunk(error)) {
      return <FaultNotice title={broken.newVersion} action={<Button onClick={reload}>{broken.reload}</Button>} />;
    }
    const retry = () => { this.setState({ error: null }); };
    return <FaultNotice title={broken.title} advice={broken.advice} fault={faultOf(error)} onRetry={retry} />;
  }
}

/** After an update of the server, the files of the earlier version are gone. */
const isMissingChunk = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
