"""Of whom the desk answers, and how."""

from enum import StrEnum

from domain import vocabulary as v
from domain.errors import ErrorCode
from schema.enums.describing import describe


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


class SessionTransport(StrEnum):
    TOKEN = "TOKEN"
    COOKIE = "COOKIE"


describe(OrderDirection, "Which end comes first.", ASC="Smallest first.", DESC="Largest first.")
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
