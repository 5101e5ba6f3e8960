export const home = {
  title: 'Home',
  mine: 'My open tickets',
  queue: 'In the queue',
  newest: 'Newest',
  showAll: 'Show all',
  today: 'Today',
  cards: { created: 'New today', solved: 'Solved today', open: 'Open of today’s', firstAnswer: 'First answer, median' },
  nothingMine: 'Nothing to do right now',
  nothingMineAdvice: 'New tickets come here by themselves as soon as they are given to you.',
  nothingQueued: 'The queue is empty. What nobody can take yet waits here.',
  nothingNew: 'There are no tickets yet.',
} as const;
