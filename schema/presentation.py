"""How errors look from outside: known codes pass, everything else is masked and logged.

`extensions.code` is always a member of `domain.errors.ErrorCode`.
"""

from typing import Any, Final

import orjson
import structlog
from graphql import ExecutionResult, FieldNode, GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from domain.database.timeouts import was_stopped
from domain.errors import DomainError, ErrorCode

MASKED_MESSAGE = "Something went wrong on our side."
TIMED_OUT: Final = DomainError(
    ErrorCode.QUERY_TIMEOUT,
    "The database took too long for this: filter by more, or ask for less. Nothing was changed.",
)

_log = structlog.get_logger(__name__)
_CODES = frozenset(ErrorCode)


def present_result(result: ExecutionResult, correlation_id: str) -> dict[str, Any]:
    """The response map. It has `data` only if execution began, as the specification says."""
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [present_error(error, correlation_id) for error in result.errors]
    if not is_request_error(result):
        payload["data"] = result.data
    if result.extensions:
        payload["extensions"] = result.extensions
    return payload


def encode_result(result: ExecutionResult, correlation_id: str) -> bytes:
    """The response map as JSON."""
    return orjson.dumps(present_result(result, correlation_id))


def is_request_error(result: ExecutionResult) -> bool:
    """Whether nothing was executed: only errors of execution have a path."""
    return (
        result.data is None
        and bool(result.errors)
        and all(error.path is None for error in result.errors or ())
    )


def present_error(error: Exception, correlation_id: str) -> dict[str, Any]:
    """One entry of `errors`; an unexpected exception is logged with its traceback."""
    cause = _cause(error)
    if was_stopped(cause):
        _log.warning("database.statement_stopped", correlation_id=correlation_id)
        cause = TIMED_OUT
    if isinstance(cause, DomainError):
        message, extensions = cause.message, _domain_extensions(cause)
    elif isinstance(error, GraphQLError) and (code := _client_code(error, cause)) is not None:
        message, extensions = error.message, {"code": code}
    else:
        _log.error("unexpected_error", correlation_id=correlation_id, exc_info=cause)
        message = MASKED_MESSAGE
        extensions = {"code": ErrorCode.INTERNAL.value, "correlationId": correlation_id}
    presented: dict[str, Any] = {"message": message}
    if isinstance(error, GraphQLError):
        if error.locations:
            presented["locations"] = [location.formatted for location in error.locations]
        if error.path is not None:
            presented["path"] = error.path
    presented["extensions"] = extensions
    return presented


def _cause(error: Exception) -> Exception:
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error


def _domain_extensions(error: DomainError) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": error.code.value}
    if error.path:
        extensions["inputPath"] = list(error.path)
    if error.retry_after_s is not None:
        extensions["retryAfter"] = error.retry_after_s
    return extensions


def _client_code(error: GraphQLError, cause: Exception) -> str | None:
    """The code of a GraphQL error that the client caused; None when the fault is ours.

    Without a path it is about the request (syntax, validation, variables, also when a
    scalar's parser raised). With one it is the client's if it points into an argument;
    errors about results point at fields.
    """
    if error.path is None:
        return _named_code(error) or ErrorCode.BAD_REQUEST.value
    if not isinstance(cause, GraphQLError):
        return None
    about_argument = any(not isinstance(node, FieldNode) for node in cause.nodes or ())
    if about_argument or isinstance(cause, StrawberryInputCoercionError):
        return ErrorCode.BAD_REQUEST.value
    return _named_code(cause)


def _named_code(error: GraphQLError) -> str | None:
    code = (error.extensions or {}).get("code")
    return str(code) if code in _CODES else None
