import { Alert, Button, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useClient } from 'urql';
import { problems } from '@/features/account/rules';
import { useSentForm } from '@/lib/use-sent-form';
import { ProfileChangeDocument, type ProfilePartsFragment } from '@/gql/profile';
import { profile as texts } from '@/lib/texts/profile';
import { Section } from './section';

/** What browsers know and the viewer has, which may be one that this browser does not know. */
const zonesWith = (own: string) => [...new Set(['UTC', own, ...Intl.supportedValuesOf('timeZone')])];

export const AboutForm = ({ viewer }: { viewer: ProfilePartsFragment }) => {
  const client = useClient();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: viewer.name, timeZone: viewer.timeZone ?? 'UTC' },
    validate: ({ name }) => problems({ name: name.trim() ? null : texts.nameMissing }),
    send: async ({ name, timeZone }) => {
      const { data, error } = await client.mutation(ProfileChangeDocument, { input: { name: name.trim(), timeZone } });
      if (!data) throw error ?? new Error();
      const { errors } = data.profileUpdate;
      if (errors.length === 0) notifications.show({ message: texts.saved });
      return errors;
    },
  });
  return (
    <Section title={texts.about}>
      <form noValidate onSubmit={submit}>
        {problem && <Alert role="alert" color="red">{problem}</Alert>}
        <TextInput key={form.key('name')} label={texts.name} autoComplete="name" maxLength={100} {...form.getInputProps('name')} />
        <Select
          key={form.key('timeZone')}
          label={texts.timeZone}
          data={zonesWith(viewer.timeZone ?? 'UTC')}
          searchable
          allowDeselect={false}
          limit={100}
          {...form.getInputProps('timeZone')}
        />
        <Button type="submit" loading={isBusy}>{texts.save}</Button>
      </form>
    </Section>
  );
};
