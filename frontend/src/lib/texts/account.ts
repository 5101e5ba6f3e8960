export const account = {
  signIn: {
    title: 'Sign in',
    lead: 'Welcome back.',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    forgot: 'Forgot your password?',
    register: 'Create an account',
    noAccount: 'New here?',
    expired: 'Your session has ended. Sign in, and you go on where you were.',
  },
  register: {
    title: 'Create an account',
    lead: 'Ask for help, and follow it live.',
    name: 'Name',
    submit: 'Create the account',
    haveAccount: 'You have an account?',
    mustConfirm:
      'Nearly done. If this address can have an account, a mail with a link is on its way: open it to ' +
      'confirm the address, then sign in.',
  },
  passwordHint: 'At least 10 characters. A short sentence is good and easy to remember.',
  tooShort: 'A password has at least 10 characters.',
  nameMissing: 'What may we call you?',
  emailMissing: 'Please give your email address.',
  emailOdd: 'This is no email address.',
  passwordMissing: 'Please give your password.',
  forgot: {
    title: 'Forgot your password?',
    lead: 'Give us your address, and we mail you a link to set a new one.',
    submit: 'Mail me a link',
    done: 'If the address has an account, a mail with a link is on its way. It is good for an hour.',
    back: 'Back to sign in',
  },
  reset: {
    title: 'Set a new password',
    password: 'New password',
    repeat: 'New password again',
    differs: 'The two passwords are not the same.',
    submit: 'Set the password',
    done: 'Your new password is set. Every device has been signed out: sign in with the new one.',
  },
  confirm: {
    title: 'Confirm your address',
    ask: 'Is the address yours to which this link was mailed? Then confirm it.',
    submit: 'Confirm the address',
    done:
      'Your address is confirmed, and you can sign in. If a second mail asks you to set a ' +
      'password, do that first.',
  },
  deadLink: {
    incomplete:
      'The link is incomplete. Open it once more from the mail, or copy all of it into the ' +
      'address bar.',
    advice: 'You can ask for a new link. Setting a password by such a link also confirms the address.',
    submit: 'Get a new link',
  },
} as const;
