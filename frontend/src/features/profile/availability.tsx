import { NumberInput, Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from 'urql';
import { ProfileAvailabilityDocument, type ProfilePartsFragment } from '@/gql/profile';
import { faultOf } from '@/lib/fault';
import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';
import { Section } from './section';

const { availability: texts } = PROFILE_TEXTS;

/** Whether, and how many, tickets one is given; for staff. Saved as one changes it. */
export const Availability = ({ viewer }: { viewer: ProfilePartsFragment }) => {
  const [{ fetching }, run] = useMutation(ProfileAvailabilityDocument);
  const save = async (changes: { isAvailable?: boolean; capacity?: number }) => {
    const { data, error } = await run({ input: { id: viewer.id, ...changes } });
    const [refusal] = data?.userUpdate.errors ?? [];
    if (error || refusal) notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
  };
  const saveCapacity = (typed: string) => {
    const capacity = Number(typed);
    if (typed.trim() && Number.isInteger(capacity) && capacity !== viewer.capacity) void save({ capacity });
  };
  return (
    <Section title={texts.title}>
      <Switch
        label={texts.switch}
        description={texts.hint}
        disabled={fetching}
        checked={viewer.isAvailable ?? false}
        onChange={(event) => void save({ isAvailable: event.currentTarget.checked })}
      />
      <NumberInput
        key={viewer.capacity}
        w={220}
        label={texts.capacity}
        description={texts.load(viewer.openTicketCount ?? 0)}
        min={0}
        max={1000}
        allowDecimal={false}
        hideControls
        defaultValue={viewer.capacity ?? 0}
        onBlur={(event) => { saveCapacity(event.currentTarget.value); }}
        onKeyDown={(event) => { if (event.key === 'Enter') saveCapacity(event.currentTarget.value); }}
      />
    </Section>
  );
};
