import { type SubmitEvent, useState, useSyncExternalStore } from 'react';
import { textOf } from '@/lib/form-text';
import type { SessionStore } from './session-store';
import { signIn } from './sign-in';

type SignInBarProps = { session: SessionStore };

export const SignInBar = ({ session }: SignInBarProps) => {
  const current = useSyncExternalStore(session.subscribe, session.get);
  return (
    <header className="desk-bar">
      <a className="desk-bar-name" href="/">
        Deskwire
      </a>
      {current ? (
        <div className="desk-bar-form">
          <span role="status">
            Signed in as <strong>{current.name}</strong> ({current.email})
          </span>
          <button type="button" onClick={() => { session.set(null); }}>
            Sign out
          </button>
        </div>
      ) : (
        <SignInForm session={session} />
      )}
    </header>
  );
};

const SignInForm = ({ session }: SignInBarProps) => {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      session.set(await signIn(textOf(fields, 'email'), textOf(fields, 'password')));
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'Sign-in failed.');
      setBusy(false);
    }
  };

  return (
    <form className="desk-bar-form" onSubmit={(event) => void submit(event)}>
      <label>
        Email
        <input name="email" type="email" autoComplete="username" required aria-describedby="sign-in-error" />
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          aria-describedby="sign-in-error"
        />
      </label>
      <button type="submit" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
      <span id="sign-in-error" className="desk-bar-error" role="alert">
        {error}
      </span>
    </form>
  );
};
