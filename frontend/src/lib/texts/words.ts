import type { Channel, DecidedBy, EventKind, Priority, Role, Sentiment, TicketStatus, Urgency } from '@/gql/schema';

/** The schema's values in words of people. A value that is new in the schema is missed by the compiler. */
export const words = {
  status: {
    OPEN: 'Open',
    IN_PROGRESS: 'In progress',
    WAITING: 'Waiting',
    RESOLVED: 'Resolved',
    CLOSED: 'Closed',
  } satisfies Record<TicketStatus, string>,
  priority: { LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High', CRITICAL: 'Critical' } satisfies Record<Priority, string>,
  urgency: { LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High' } satisfies Record<Urgency, string>,
  sentiment: { POSITIVE: 'Positive', NEUTRAL: 'Neutral', NEGATIVE: 'Negative' } satisfies Record<Sentiment, string>,
  role: { USER: 'Requester', MODERATOR: 'Moderator', ADMIN: 'Admin' } satisfies Record<Role, string>,
  channel: { WEB: 'Web', API: 'API', IMPORT: 'Import' } satisfies Record<Channel, string>,
  decidedBy: {
    DEFAULT: 'Default',
    RULE: 'Rule',
    MODEL: 'Model',
    LLM: 'AI',
    REQUESTER: 'Requester',
    MODERATOR: 'Moderator',
  } satisfies Record<DecidedBy, string>,
  /** What happened, after the name of whoever did it. */
  event: {
    TICKET_CREATED: 'wrote the ticket',
    TICKET_UPDATED: 'changed the ticket',
    TICKET_STATUS_CHANGED: 'changed the status',
    TICKET_ASSIGNED: 'assigned the ticket',
    TICKET_UNASSIGNED: 'took the assignment back',
    TICKET_QUEUED: 'queued the ticket',
    TICKET_RATED: 'rated the help',
    TICKET_DELETED: 'deleted the ticket',
    COMMENT_CREATED: 'commented',
    COMMENT_UPDATED: 'edited a comment',
    COMMENT_DELETED: 'deleted a comment',
    TRIAGE_QUEUED: 'queued triage',
    TRIAGE_STARTED: 'started triage',
    TRIAGE_COMPLETED: 'finished triage',
    TRIAGE_FAILED: 'could not finish triage',
    TRIAGE_REVIEWED: 'reviewed triage',
  } satisfies Partial<Record<EventKind, string>>,
} as const;
