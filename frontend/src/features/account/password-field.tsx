import { useId } from 'react';

type PasswordFieldProps = { label: string; name: string; hint?: string; error: string };

export const PasswordField = ({ label, name, hint = '', error }: PasswordFieldProps) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <input
        id={id}
        name={name}
        type="password"
        autoComplete="new-password"
        maxLength={200}
        aria-required
        aria-invalid={error !== ''}
        aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
      />
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
};
