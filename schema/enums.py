"""The desk's enumerations, with a description for each value."""

from enum import Enum, StrEnum

import strawberry

from domain import vocabulary as v
from domain.errors import ErrorCode
from domain.stats import CostGroup
from domain.ticket_filters import TicketOrderField
from domain.tickets import BulkPolicy
from domain.triage.settings import ThresholdBasis


def describe(enum: type[Enum], description: str, **values: str) -> None:
    strawberry.enum(enum, description=description)
    definition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise ValueError(f"{enum.__name__} has no {', '.join(values)}")


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


class SessionTransport(StrEnum):
    TOKEN = "TOKEN"
    COOKIE = "COOKIE"


describe(OrderDirection, "Which end comes first.", ASC="Smallest first.", DESC="Largest first.")
describe(
    BulkPolicy,
    "What to do when some of many cannot be changed.",
    ALL_OR_NOTHING="Then none is changed.",
    SKIP_FAILED="The others are changed.",
)
describe(
    TicketOrderField,
    "What tickets are sorted by.",
    CREATED_AT="When they were written.",
    UPDATED_AT="When they last changed.",
    PRIORITY="How important the desk takes them to be; LOW is the smallest.",
    NUMBER="Their number.",
)
describe(
    SessionTransport,
    "How a client keeps its refresh token.",
    TOKEN="In the payload: for programs that store it themselves.",
    COOKIE="In an HttpOnly, SameSite=Strict cookie: for browsers.",
)
describe(
    v.Role,
    "What a user may do.",
    USER="A requester: writes tickets and sees his own.",
    MODERATOR="Reads every ticket, works on unassigned ones and his own.",
    ADMIN="Does everything, and runs the desk.",
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
    v.BatchStatus,
    "Where a triage of many tickets stands.",
    RUNNING="Tickets wait for it.",
    COMPLETED="All are through.",
    CANCELLED="It was stopped; what it had begun is finished.",
)
describe(
    v.TriageStatus,
    "Where a triage run stands.",
    QUEUED="Waits for its turn.",
    STARTED="Under way.",
    COMPLETED="Done.",
    FAILED="Given up.",
)
describe(
    v.TriageField,
    "What triage decides.",
    CATEGORY="The category, by id.",
    PRIORITY="The priority.",
    URGENCY="The urgency.",
    SENTIMENT="The sentiment.",
    LANGUAGE="The language, as an ISO 639-1 code.",
    SKILLS="The skills that the ticket needs, by id.",
    TAGS="The tags, by name.",
)
describe(
    v.Review,
    "What a person said to a decision.",
    ACCEPTED="It was right.",
    CORRECTED="It was wrong, and replaced.",
)
describe(
    CostGroup,
    "What tells the costs of triage apart.",
    DAY="The day on which a run began.",
    MODEL="The language model that helped.",
    CATEGORY="The category that the ticket has now.",
)
describe(
    ThresholdBasis,
    "Why the threshold of a field is what it is.",
    FIXED="There is no target: the fixed confidence decides.",
    TARGET="The smallest confidence that meets the target on held-out reviews.",
    FEW_LABELS="Fewer than 50 decisions are reviewed: the fixed confidence stands in.",
    OUT_OF_REACH="No confidence meets the target: nothing is applied by itself.",
)
describe(
    v.AssignmentKind,
    "What happened to a ticket's assignment.",
    ASSIGNED="Somebody got it.",
    UNASSIGNED="It was taken away or given back.",
    QUEUED="It waits for somebody to be free.",
)
describe(
    v.ActorKind,
    "Who acts.",
    USER="A person or a program in a person's name.",
    SYSTEM="The desk itself.",
)
describe(
    v.SubjectType,
    "What an event is about.",
    TICKET="A ticket.",
    COMMENT="A comment.",
    USER="A user.",
    SESSION="A sign-in.",
    API_TOKEN="An API token.",
    CATEGORY="A category.",
    SKILL="A skill.",
    TAG="A tag.",
    TRIAGE_RULE="A triage rule.",
    TRIAGE_BATCH="A triage of many tickets.",
    SETTINGS="Settings of the desk.",
    LEARNED_MODEL="A version of the model that learns.",
    ARTICLE="An article.",
    PROVIDER="A provider of language models.",
    MODEL_PRICE="The price of a language model.",
    SUGGESTION="Help while typing.",
    JOB="A job.",
    MAIL="A mail.",
)
describe(
    v.EventKind,
    "What happened.",
    TICKET_CREATED="A ticket was written.",
    TICKET_UPDATED="Fields of a ticket changed.",
    TICKET_STATUS_CHANGED="A ticket's status changed.",
    TICKET_ASSIGNED="A ticket got an assignee.",
    TICKET_UNASSIGNED="A ticket lost its assignee.",
    TICKET_QUEUED="A ticket waits for somebody to be free.",
    TICKET_RATED="The requester rated the help.",
    TICKET_DELETED="A ticket was erased.",
    COMMENT_CREATED="A comment was written.",
    COMMENT_UPDATED="A comment was edited.",
    COMMENT_DELETED="A comment was deleted.",
    TRIAGE_QUEUED="A ticket waits for triage.",
    TRIAGE_STARTED="Triage has begun.",
    TRIAGE_COMPLETED="Triage has decided.",
    TRIAGE_FAILED="Triage gave up.",
    TRIAGE_REVIEWED="Staff accepted or corrected a decision.",
    TRIAGE_BATCH_STARTED="A triage of many tickets was begun.",
    TRIAGE_BATCH_COMPLETED="A triage of many tickets is through.",
    TRIAGE_BATCH_CANCELLED="A triage of many tickets was cancelled.",
    MAIL_SENT="A mail was handed over.",
    MAIL_FAILED="A mail could not be sent.",
    USER_CREATED="A user was added.",
    USER_UPDATED="A user changed.",
    USER_DELETED="A user was deleted.",
    SESSION_STARTED="Somebody signed in.",
    SESSION_REVOKED="A sign-in was ended.",
    API_TOKEN_CREATED="An API token was made.",
    API_TOKEN_REVOKED="An API token was revoked.",
    SETTINGS_CHANGED="Admins changed settings of the desk.",
    MODEL_TRAINED="The model has learned from reviews: there is a new version.",
    MODEL_SERVED="Another version of the model serves, or none.",
    ARTICLE_CREATED="An article was written.",
    ARTICLE_UPDATED="An article changed.",
    ARTICLE_DELETED="An article was deleted.",
    CATALOG_CHANGED="A category, skill, tag, rule, provider or price changed.",
    SUGGESTION_ACCEPTED="Help while typing solved it, and no ticket was needed.",
    JOB_RETRIED="A dead job was given new tries.",
    JOB_DISCARDED="A dead job was thrown away.",
)
describe(
    v.JobKind,
    "What a job does.",
    TRIAGE="Triages a ticket.",
    ASSIGN="Finds an assignee for a ticket.",
    DRAIN_QUEUE="Gives waiting tickets to whoever is free.",
    NOTIFY="Writes the mails that an event causes.",
    SEND_MAIL="Sends one mail.",
    CLOSE_RESOLVED="Closes a ticket that has been resolved for long.",
    DRAFT_ARTICLE="Has a language model write the draft of an article.",
    PRUNE="Forgets what is past its retention.",
    TRAIN="Learns from what people said to triage.",
)
describe(
    v.JobState,
    "Where a job stands.",
    PENDING="Waits until it is due.",
    RUNNING="Under way.",
    DONE="Done.",
    DEAD="Given up; an admin may retry it.",
)
describe(
    v.MailKind,
    "What a mail is about.",
    TICKET_RECEIVED="A ticket has been received.",
    TICKET_ASSIGNED="A ticket is yours now.",
    TICKET_IN_PROGRESS="Somebody works on your ticket.",
    COMMENT_ADDED="There is a new public comment.",
    TICKET_COMPLETED="A ticket is completed.",
    TICKET_REOPENED="A ticket is open again.",
    PASSWORD_RESET="A link to set a new password; cannot be switched off.",
    EMAIL_CONFIRMATION="A link to confirm an address; cannot be switched off.",
    INVITATION="A link to set the first password; cannot be switched off.",
    PROVIDER_FAULT="A language model is not asked any more; for admins.",
)
describe(
    v.MailState,
    "Where a mail stands.",
    PENDING="Waits to be sent.",
    SENT="Handed over.",
    KEPT="Kept for reading, because no mail server is set up.",
    FAILED="Could not be sent.",
)
describe(
    v.ProviderPreset,
    "Where a provider's endpoint is, unless a base URL is given.",
    OPENAI="OpenAI.",
    GEMINI="Google's Gemini, by its OpenAI-compatible endpoint.",
    GROQ="Groq.",
    LOCAL="A server in the house, such as Ollama on this machine; costs nothing.",
    CUSTOM="Any other OpenAI-compatible endpoint.",
)
describe(
    v.StructuredOutput,
    "How much of a JSON answer an endpoint guarantees.",
    JSON_SCHEMA="That it fits the schema.",
    JSON_OBJECT="That it is a JSON object.",
    PLAIN="Nothing; it is asked for in words.",
)
describe(
    v.ProviderFault,
    "Why a model is not asked until its provider is changed.",
    KEY_REFUSED="The endpoint refuses the key.",
    MODEL_GONE="The endpoint has no such model, or is not at this address.",
)
describe(
    v.LlmPurpose,
    "What a language model was asked for.",
    TRIAGE="To triage a ticket.",
    ANSWER="To answer somebody who writes.",
    ARTICLE="To draft an article.",
    TEST="To see whether it works.",
)
describe(
    v.LlmOutcome,
    "What became of a call.",
    STARTED="It is under way, or its process died meanwhile.",
    ANSWERED="It was answered.",
    ABANDONED="Whoever asked went away before the end.",
    UNUSABLE="The answer could not be used.",
    REFUSED="The endpoint refused the request.",
    TIMED_OUT="There was no answer in time.",
    UNREACHABLE="The endpoint could not be reached, or broke off.",
    RATE_LIMITED="The endpoint had no room.",
    SERVER_FAULT="The endpoint failed.",
    KEY_REFUSED="The endpoint refused the key.",
    MODEL_GONE="The endpoint has no such model.",
)
describe(
    v.Scope,
    "What an API token may do, within its owner's rights.",
    READ="Queries and subscriptions; every token may.",
    WRITE="Mutations.",
    ADMIN="What only admins may do.",
)
describe(
    ErrorCode,
    "What went wrong, for programs. Top-level errors carry these in `extensions.code`.",
    BAD_REQUEST="The request itself is malformed; mend it.",
    UNAUTHENTICATED="Sign in, or refresh the token.",
    FORBIDDEN="This viewer may not do that.",
    NOT_FOUND="It does not exist, or this viewer may not see it.",
    INVALID="The value is not acceptable.",
    REQUIRED="A value is missing.",
    TOO_LONG="The value is too long.",
    TOO_SHORT="The value is too short.",
    OUT_OF_RANGE="The number is out of range.",
    NOT_UNIQUE="It is taken already.",
    IN_USE="It is still used.",
    CONFLICT="Somebody else changed it meanwhile, or the id is taken.",
    ILLEGAL_TRANSITION="The ticket's status does not allow that step.",
    INVALID_CREDENTIALS="Address or password is wrong.",
    EMAIL_NOT_CONFIRMED="Confirm the address first.",
    TOKEN_INVALID="The token is wrong, used or past its time.",
    POSITION_EXPIRED="Load again, then subscribe after the new position.",
    RATE_LIMITED="Too much; wait as told and try again.",
    COST_EXCEEDED="Ask for less at once.",
    QUERY_TIMEOUT="Reading took too long; filter by more, or ask for less.",
    UNAVAILABLE="Try again shortly.",
    INTERNAL="Our fault; report the correlation id.",
)
