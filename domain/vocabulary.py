"""The desk's words: every enumeration that the database, the rules and the API share."""

from enum import StrEnum


class Role(StrEnum):
    USER = "USER"
    MODERATOR = "MODERATOR"
    ADMIN = "ADMIN"


STAFF = frozenset({Role.MODERATOR, Role.ADMIN})


class TicketStatus(StrEnum):
    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING = "WAITING"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


ACTIVE_STATUSES = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS, TicketStatus.WAITING)


class Priority(StrEnum):
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class Urgency(StrEnum):
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class Sentiment(StrEnum):
    POSITIVE = "POSITIVE"
    NEUTRAL = "NEUTRAL"
    NEGATIVE = "NEGATIVE"


class DecidedBy(StrEnum):
    """Who set a triaged field; a human's choice is never overwritten by a machine's."""

    DEFAULT = "DEFAULT"
    RULE = "RULE"
    MODEL = "MODEL"
    LLM = "LLM"
    REQUESTER = "REQUESTER"
    MODERATOR = "MODERATOR"


HUMAN_DECIDERS = frozenset({DecidedBy.REQUESTER, DecidedBy.MODERATOR})
MACHINE_DECIDERS = frozenset({DecidedBy.RULE, DecidedBy.MODEL, DecidedBy.LLM})


class Visibility(StrEnum):
    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"


class ArticleStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


class Channel(StrEnum):
    WEB = "WEB"
    API = "API"
    IMPORT = "IMPORT"


class EventKind(StrEnum):
    TICKET_CREATED = "TICKET_CREATED"
    TICKET_UPDATED = "TICKET_UPDATED"
    TICKET_STATUS_CHANGED = "TICKET_STATUS_CHANGED"
    TICKET_ASSIGNED = "TICKET_ASSIGNED"
    TICKET_UNASSIGNED = "TICKET_UNASSIGNED"
    TICKET_QUEUED = "TICKET_QUEUED"
    TICKET_RATED = "TICKET_RATED"
    TICKET_DELETED = "TICKET_DELETED"
    COMMENT_CREATED = "COMMENT_CREATED"
    COMMENT_UPDATED = "COMMENT_UPDATED"
    COMMENT_DELETED = "COMMENT_DELETED"
    TRIAGE_QUEUED = "TRIAGE_QUEUED"
    TRIAGE_STARTED = "TRIAGE_STARTED"
    TRIAGE_COMPLETED = "TRIAGE_COMPLETED"
    TRIAGE_FAILED = "TRIAGE_FAILED"
    TRIAGE_REVIEWED = "TRIAGE_REVIEWED"
    TRIAGE_BATCH_STARTED = "TRIAGE_BATCH_STARTED"
    TRIAGE_BATCH_COMPLETED = "TRIAGE_BATCH_COMPLETED"
    TRIAGE_BATCH_CANCELLED = "TRIAGE_BATCH_CANCELLED"
    MAIL_SENT = "MAIL_SENT"
    MAIL_FAILED = "MAIL_FAILED"
    USER_CREATED = "USER_CREATED"
    USER_UPDATED = "USER_UPDATED"
    USER_DELETED = "USER_DELETED"
    SESSION_STARTED = "SESSION_STARTED"
    SESSION_REVOKED = "SESSION_REVOKED"
    API_TOKEN_CREATED = "API_TOKEN_CREATED"
    API_TOKEN_REVOKED = "API_TOKEN_REVOKED"
    CATALOG_CHANGED = "CATALOG_CHANGED"
    SETTINGS_CHANGED = "SETTINGS_CHANGED"
    MODEL_TRAINED = "MODEL_TRAINED"
    MODEL_SERVED = "MODEL_SERVED"
    ARTICLE_CREATED = "ARTICLE_CREATED"
    ARTICLE_UPDATED = "ARTICLE_UPDATED"
    ARTICLE_DELETED = "ARTICLE_DELETED"
    SUGGESTION_ACCEPTED = "SUGGESTION_ACCEPTED"
    JOB_RETRIED = "JOB_RETRIED"
    JOB_DISCARDED = "JOB_DISCARDED"


class SubjectType(StrEnum):
    TICKET = "TICKET"
    COMMENT = "COMMENT"
    USER = "USER"
    SESSION = "SESSION"
    API_TOKEN = "API_TOKEN"
    CATEGORY = "CATEGORY"
    SKILL = "SKILL"
    TAG = "TAG"
    TRIAGE_RULE = "TRIAGE_RULE"
    TRIAGE_BATCH = "TRIAGE_BATCH"
    SETTINGS = "SETTINGS"
    LEARNED_MODEL = "LEARNED_MODEL"
    ARTICLE = "ARTICLE"
    PROVIDER = "PROVIDER"
    MODEL_PRICE = "MODEL_PRICE"
    SUGGESTION = "SUGGESTION"
    JOB = "JOB"
    MAIL = "MAIL"


class ActorKind(StrEnum):
    USER = "USER"
    SYSTEM = "SYSTEM"


class JobKind(StrEnum):
    TRIAGE = "TRIAGE"
    ASSIGN = "ASSIGN"
    DRAIN_QUEUE = "DRAIN_QUEUE"
    NOTIFY = "NOTIFY"
    SEND_MAIL = "SEND_MAIL"
    CLOSE_RESOLVED = "CLOSE_RESOLVED"
    DRAFT_ARTICLE = "DRAFT_ARTICLE"
    PRUNE = "PRUNE"
    TRAIN = "TRAIN"


class JobState(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"


class MailKind(StrEnum):
    TICKET_RECEIVED = "TICKET_RECEIVED"
    TICKET_ASSIGNED = "TICKET_ASSIGNED"
    TICKET_IN_PROGRESS = "TICKET_IN_PROGRESS"
    COMMENT_ADDED = "COMMENT_ADDED"
    TICKET_COMPLETED = "TICKET_COMPLETED"
    TICKET_REOPENED = "TICKET_REOPENED"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CONFIRMATION = "EMAIL_CONFIRMATION"
    INVITATION = "INVITATION"
    PROVIDER_FAULT = "PROVIDER_FAULT"


UNSWITCHABLE_MAILS = frozenset(
    {MailKind.PASSWORD_RESET, MailKind.EMAIL_CONFIRMATION, MailKind.INVITATION}
)


class MailState(StrEnum):
    PENDING = "PENDING"
    SENT = "SENT"
    KEPT = "KEPT"
    FAILED = "FAILED"


class TriageStatus(StrEnum):
    QUEUED = "QUEUED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


class BatchStatus(StrEnum):
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class BatchItemState(StrEnum):
    """A ticket of a batch; one that the batch does not reach any more is CANCELLED."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class TriageField(StrEnum):
    CATEGORY = "CATEGORY"
    PRIORITY = "PRIORITY"
    URGENCY = "URGENCY"
    SENTIMENT = "SENTIMENT"
    LANGUAGE = "LANGUAGE"
    SKILLS = "SKILLS"
    TAGS = "TAGS"


class Review(StrEnum):
    ACCEPTED = "ACCEPTED"
    CORRECTED = "CORRECTED"


class AssignmentKind(StrEnum):
    ASSIGNED = "ASSIGNED"
    UNASSIGNED = "UNASSIGNED"
    QUEUED = "QUEUED"


class OneTimePurpose(StrEnum):
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CONFIRMATION = "EMAIL_CONFIRMATION"


class Scope(StrEnum):
    """What an API token may do, within its owner's rights."""

    READ = "READ"
    WRITE = "WRITE"
    ADMIN = "ADMIN"


class ProviderPreset(StrEnum):
    """Where a language model's endpoint is, unless its address is given."""

    OPENAI = "OPENAI"
    GEMINI = "GEMINI"
    GROQ = "GROQ"
    LOCAL = "LOCAL"
    CUSTOM = "CUSTOM"


class StructuredOutput(StrEnum):
    """How much of a JSON answer an endpoint guarantees."""

    JSON_SCHEMA = "JSON_SCHEMA"
    JSON_OBJECT = "JSON_OBJECT"
    PLAIN = "PLAIN"


class ProviderFault(StrEnum):
    """Why a provider is not asked until somebody changes it."""

    KEY_REFUSED = "KEY_REFUSED"
    MODEL_GONE = "MODEL_GONE"


class LlmPurpose(StrEnum):
    TRIAGE = "TRIAGE"
    ANSWER = "ANSWER"
    ARTICLE = "ARTICLE"
    TEST = "TEST"


class LlmOutcome(StrEnum):
    """What became of one call. STARTED: under way, or its process died meanwhile."""

    STARTED = "STARTED"
    ANSWERED = "ANSWERED"
    ABANDONED = "ABANDONED"
    UNUSABLE = "UNUSABLE"
    REFUSED = "REFUSED"
    TIMED_OUT = "TIMED_OUT"
    UNREACHABLE = "UNREACHABLE"
    RATE_LIMITED = "RATE_LIMITED"
    SERVER_FAULT = "SERVER_FAULT"
    KEY_REFUSED = "KEY_REFUSED"
    MODEL_GONE = "MODEL_GONE"
