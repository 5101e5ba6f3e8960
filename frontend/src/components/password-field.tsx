import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** The library's field, which forgets to say that its value is wrong. */
export const PasswordField = (props: PasswordInputProps) => (
  <PasswordInput maxLength={200} {...props} aria-invalid={Boolean(props.error)} />
);
