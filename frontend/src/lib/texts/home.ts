export const home = {
  title: 'Home',
  mine: 'My open tickets',
  ownTickets: 'My tickets',
  nothingMine: 'Nothing to do right now',
  nothingMineAdvice: 'New tickets come here by themselves as soon as they are given to you.',
  nothingOwn: 'No tickets yet',
  nothingOwnAdvice: 'When you ask for help, you can follow it here.',
} as const;
