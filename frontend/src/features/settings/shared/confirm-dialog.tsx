import { type ReactNode, useState } from 'react';
import { QuestionDialog } from '@/components/question-dialog';
import { faultOf } from '@/lib/fault';
import type { UserError } from '@/lib/form-errors';

type ConfirmDialogProps = {
  title: string;
  text: string;
  confirmLabel: string;
  isDanger?: boolean;
  isReady?: boolean;
  /** Does it; what the user can mend stays in the dialog. */
  onConfirm: () => Promise<readonly UserError[]>;
  onDone: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before something happens, and says what happens with what hangs on it. */
export const ConfirmDialog = ({ onConfirm, onDone, ...props }: ConfirmDialogProps) => {
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const confirm = async () => {
    setIsBusy(true);
    setProblem('');
    try {
      const errors = await onConfirm();
      if (errors.length === 0) onDone();
      else setProblem(errors.map(({ message }) => message).join(' '));
    } catch (error) {
      setProblem(faultOf(error).message);
    }
    setIsBusy(false);
  };
  return <QuestionDialog {...props} problem={problem} isBusy={isBusy} onConfirm={() => void confirm()} />;
};
