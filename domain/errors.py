"""Expected failures, as values with a code that clients can rely on."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The closed list of codes; the text beside each says what a client should do."""

    BAD_REQUEST = "BAD_REQUEST"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    TOO_SHORT = "TOO_SHORT"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_UNIQUE = "NOT_UNIQUE"
    IN_USE = "IN_USE"
    CONFLICT = "CONFLICT"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    EMAIL_NOT_CONFIRMED = "EMAIL_NOT_CONFIRMED"
    TOKEN_INVALID = "TOKEN_INVALID"
    POSITION_EXPIRED = "POSITION_EXPIRED"
    RATE_LIMITED = "RATE_LIMITED"
    COST_EXCEEDED = "COST_EXCEEDED"
    QUERY_TIMEOUT = "QUERY_TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class DomainError(Exception):
    """Something the caller can understand and often mend.

    `path` names the offending input, outermost first (`("input", "title")`); empty when
    no single input is to blame. `current` is the present state for a `CONFLICT`.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        path: tuple[str, ...] = (),
        *,
        current: object | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.current = current
        self.retry_after_s = retry_after_s


class AccessError(DomainError):
    """The caller is not known, or may not do this: a top-level error, never a payload's."""


class ConstraintBroken(DomainError):
    """The database refused what had passed every check: somebody else was faster.

    A job tries again, for what it reads then is different.
    """


def unauthenticated(message: str = "Sign in first.") -> AccessError:
    return AccessError(ErrorCode.UNAUTHENTICATED, message)


def forbidden(message: str = "You may not do this.") -> AccessError:
    return AccessError(ErrorCode.FORBIDDEN, message)


def not_found(noun: str, *path: str) -> DomainError:
    return DomainError(ErrorCode.NOT_FOUND, f"There is no such {noun}.", ("input", *path))


def invalid(message: str, *path: str, code: ErrorCode = ErrorCode.INVALID) -> DomainError:
    return DomainError(code, message, ("input", *path))


class TransientError(Exception):
    """An outside service failed in a way that a later try may mend."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class PermanentError(Exception):
    """No later try can mend this: the job goes to the dead ones at once."""


class NoLanguageModel(PermanentError):
    """There is no provider to ask: nothing failed, the desk works by rules and model."""
