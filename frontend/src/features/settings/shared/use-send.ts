import { notifications } from '@mantine/notifications';
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { useClient } from 'urql';
import { faultOf } from '@/lib/fault';
import type { UserError } from '@/lib/form-errors';
import { TEXTS } from '@/lib/texts';

/** Sends a mutation; what the user cannot mend is thrown. */
export const useSend = () => {
  const client = useClient();
  return async <Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> => {
    const { data, error } = await client.mutation(document, variables);
    if (!data) throw error ?? new Error(TEXTS.failed);
    return data;
  };
};

/** Waits for a change that has no form to show its errors in: they are told, and give false. */
export const tellOf = async (change: Promise<readonly UserError[]>, done?: string): Promise<boolean> => {
  try {
    const [refusal] = await change;
    if (refusal) notifications.show({ color: 'red', message: refusal.message });
    else if (done) notifications.show({ message: done });
    return !refusal;
  } catch (error) {
    notifications.show({ color: 'red', message: faultOf(error).message });
    return false;
  }
};
