"""Of tickets, their comments, and articles."""

from domain import vocabulary as v
from domain.ticket_filters import TicketOrderField
from domain.tickets import BulkPolicy
from schema.enums.describing import describe

describe(
    TicketOrderField,
    "What tickets are sorted by.",
    CREATED_AT="When they were written.",
    UPDATED_AT="When they last changed.",
    PRIORITY="How important the desk takes them to be; LOW is the smallest.",
    NUMBER="Their number.",
)
describe(
    BulkPolicy,
    "What to do when some of many cannot be changed.",
    ALL_OR_NOTHING="Then none is changed.",
    SKIP_FAILED="The others are changed.",
)
describe(
    v.TicketStatus,
    "Where a ticket is in its life.",
    OPEN="To do: nobody works on it yet.",
    IN_PROGRESS="Somebody works on it.",
    WAITING="Waits for the requester.",
    RESOLVED="Completed; closes by itself after a while.",
    CLOSED="Over.",
)
describe(
    v.Priority,
    "How important the desk takes a ticket to be.",
    LOW="Can wait.",
    MEDIUM="The usual.",
    HIGH="Before others.",
    CRITICAL="Now.",
)
describe(
    v.Urgency,
    "How pressing the writer makes it.",
    LOW="No hurry expressed.",
    MEDIUM="Some hurry.",
    HIGH="Pressing.",
)
describe(
    v.Sentiment,
    "The tone of the text.",
    POSITIVE="Pleased.",
    NEUTRAL="Neither.",
    NEGATIVE="Displeased.",
)
describe(
    v.DecidedBy,
    "Who decided a field.",
    DEFAULT="Nobody yet: the default stands.",
    RULE="A rule of the desk.",
    MODEL="The model that learns from corrections.",
    LLM="A language model.",
    REQUESTER="The requester; machines keep it.",
    MODERATOR="Staff; machines keep it.",
)
describe(
    v.Visibility,
    "Who may read a comment or an article.",
    PUBLIC="A comment: the requester and staff. A published article: everybody signed in.",
    INTERNAL="Staff only.",
)
describe(
    v.ArticleStatus,
    "Whether an article is finished.",
    DRAFT="Still being written; staff only.",
    PUBLISHED="Finished; requesters read it if it is public, too.",
)
describe(
    v.Channel,
    "How a ticket came in.",
    WEB="Through the dashboard.",
    API="Through the API.",
    IMPORT="From a file.",
)
describe(
    v.AssignmentKind,
    "What happened to a ticket's assignment.",
    ASSIGNED="Somebody got it.",
    UNASSIGNED="It was taken away or given back.",
    QUEUED="It waits for somebody to be free.",
)
