import { notifications } from '@mantine/notifications';
import { faultOf } from '@/lib/fault';

/** Says why a change was refused; true if it was made. */
export const tellAnswer = (
  errors: readonly { message: string }[] | undefined,
  fault: Error | undefined,
  done?: string,
): boolean => {
  const [refusal] = errors ?? [];
  if (!errors || refusal) {
    notifications.show({ color: 'red', message: refusal?.message ?? faultOf(fault).message });
    return false;
  }
  if (done) notifications.show({ message: done });
  return true;
};
