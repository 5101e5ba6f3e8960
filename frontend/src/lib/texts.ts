/** What the pages say, in one place; what the server says about a request comes on top. */
export const TEXTS = {
  titles: {
    welcome: 'Deskwire',
    resetPassword: 'Set a new password · Deskwire',
    confirmEmail: 'Confirm your address · Deskwire',
    ticket: 'Your ticket · Deskwire',
    login: 'Sign in · Deskwire',
    profile: 'Your profile · Deskwire',
    unknown: 'Nothing here yet · Deskwire',
  },
  name: 'Deskwire',
  openGraphiQL: 'Open GraphiQL',
  signInThere: 'Sign in on GraphiQL',
  failed: 'That did not work. Please try again.',
  copy: 'Copy',
  copied: 'Copied.',
  copyByHand: 'It is selected: copy it with Ctrl-C, or Cmd-C on a Mac.',
  welcome: {
    lead: 'A help desk whose heart is a live GraphQL API.',
    about:
      'Tickets are sorted, prioritised and assigned in the background. Everybody who may see a ' +
      'ticket watches it change, with no gap, even after a lost connection.',
    health: 'How is the service?',
    alive: 'the process answers',
    ready: 'each part it needs is up',
    metrics: 'figures for Prometheus',
  },
  noDashboard: {
    title: 'The dashboard is not here yet',
    ticket:
      'Your ticket is safe. Until the dashboard is here, look it up in GraphiQL: sign in at the ' +
      'top, paste this query, and run it.',
    profile:
      'Until the dashboard is here, switch mails off in GraphiQL: sign in at the top, paste this ' +
      'mutation, leave in it the kinds of mail that you do not want, and run it.',
    login: 'Until the dashboard is here, sign in at the top of GraphiQL.',
    unknown: 'This page does not exist, or not yet. Until the dashboard is here, use GraphiQL.',
    operation: 'To run in GraphiQL',
  },
  resetPassword: {
    title: 'Set a new password',
    password: 'New password',
    hint: 'At least 10 characters. A short sentence is good and easy to remember.',
    repeat: 'New password again',
    differs: 'The two passwords are not the same.',
    submit: 'Set the password',
    busy: 'Setting the password…',
    done: 'Your new password is set. Every device has been signed out: sign in with the new one.',
  },
  confirmEmail: {
    title: 'Confirm your address',
    ask: 'Is the address yours to which this link was mailed? Then confirm it.',
    submit: 'Confirm the address',
    busy: 'Confirming the address…',
    done:
      'Your address is confirmed, and you can sign in. If a second mail asks you to set a ' +
      'password, do that first.',
  },
  deadLink: {
    incomplete:
      'The link is incomplete. Open it once more from the mail, or copy all of it into the ' +
      'address bar.',
    advice:
      'To get a new link, run this in GraphiQL with your own address. Setting a password by ' +
      'such a link also confirms the address.',
  },
} as const;
