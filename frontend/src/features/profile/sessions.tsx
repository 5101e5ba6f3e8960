import { Badge, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, type UseQueryState } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { RowsSkeleton } from '@/components/page-skeleton';
import { TimeAgo } from '@/components/time-ago';
import { ProfileEndOthersDocument, ProfileEndSessionDocument, type ProfileSessionsQuery } from '@/gql/profile';
import { deviceOf } from '@/lib/device';
import { faultOf } from '@/lib/fault';
import type { UserError } from '@/lib/form-errors';
import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';
import classes from './profile.module.css';
import { Section } from './section';

const { sessions: texts } = PROFILE_TEXTS;

type SessionsProps = { state: UseQueryState<ProfileSessionsQuery>; onReadAgain: () => void };

/** Where one is signed in, and how to end that. */
export const Sessions = ({ state: { data, error }, onReadAgain }: SessionsProps) => {
  const [ending, end] = useMutation(ProfileEndSessionDocument);
  const [endingOthers, endOthers] = useMutation(ProfileEndOthersDocument);
  const isBusy = ending.fetching || endingOthers.fetching;
  const tell = (done: string, failure: Error | undefined, errors: readonly UserError[] = []) => {
    const [refusal] = errors;
    if (failure || refusal) notifications.show({ color: 'red', message: refusal?.message ?? faultOf(failure).message });
    else notifications.show({ message: done });
    onReadAgain();
  };
  const endOne = async (id: string) => {
    const answer = await end({ input: { id } });
    tell(texts.ended, answer.error, answer.data?.sessionRevoke.errors);
  };
  const endAll = async () => {
    const answer = await endOthers({});
    tell(texts.othersEnded(answer.data?.sessionRevokeOthers.count ?? 0), answer.error, answer.data?.sessionRevokeOthers.errors);
  };
  if (error && !data) {
    return (
      <Section title={texts.title}>
        <FaultNotice fault={faultOf(error)} onRetry={onReadAgain} />
      </Section>
    );
  }
  const sessions = data?.sessions.nodes;
  return (
    <Section title={texts.title}>
      {!sessions && <RowsSkeleton rows={2} height={56} />}
      <ul className={classes.sessions}>
        {sessions?.map(({ id, userAgent, address, lastUsedAt, isCurrent }) => (
          <li key={id}>
            <IconDeviceDesktop size={20} stroke={1.5} aria-hidden />
            <span className={classes.device}>
              <span title={userAgent}>{deviceOf(userAgent, PROFILE_TEXTS.unknownDevice)}</span>
              <span className={classes.quiet}>
                {texts.lastUsed} <TimeAgo at={lastUsedAt} /> {texts.from(address)}
              </span>
            </span>
            {isCurrent ? (
              <Badge variant="default">{texts.current}</Badge>
            ) : (
              <Button size="xs" variant="default" disabled={isBusy} onClick={() => void endOne(id)}>
                {texts.end}
                <span className="visually-hidden">: {deviceOf(userAgent, PROFILE_TEXTS.unknownDevice)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions && sessions.length > 1 && (
        <div>
          <Button size="xs" color="red" variant="light" disabled={isBusy} onClick={() => void endAll()}>
            {texts.endOthers}
          </Button>
        </div>
      )}
    </Section>
  );
};
