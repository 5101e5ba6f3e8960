"""Frames of graphql-transport-ws: what a client may send, and the codes for what it may not.

Members that the protocol does not know are ignored; everything else that does not fit
closes the socket with 4400, as the protocol asks.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from api.graphql_request import GraphQLRequest, decode_json, read_request
from domain.errors import DomainError

SUBPROTOCOL: Final = "graphql-transport-ws"
MAX_REASON_BYTES: Final = 123


class CloseCode(IntEnum):
    """Why the server closes a socket; 44xx are the protocol's own."""

    GOING_AWAY = 1001
    TOO_BIG = 1009
    UNRESPONSIVE = 1011
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429
    INTERNAL = 4500


class ProtocolError(Exception):
    """The client broke the protocol: close with this code and reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ConnectionInit:
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    request: GraphQLRequest


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


Message = ConnectionInit | Ping | Pong | Subscribe | Complete


def parse_frame(raw: bytes) -> Message:
    """The message in a text frame; raises `ProtocolError` (4400) if it is none."""
    try:
        frame = decode_json(raw)
        if not isinstance(frame, dict):
            raise _bad("A message is a JSON object.")
        return _message(frame)
    except DomainError as error:
        raise _bad(error.message) from None


def truncate_reason(reason: str) -> str:
    """At most as many bytes as a close frame has room for, never half a character."""
    return reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


def _message(frame: dict[str, Any]) -> Message:
    match frame.get("type"):
        case "connection_init":
            return ConnectionInit(_optional_object(frame) or {})
        case "ping":
            return Ping(_optional_object(frame))
        case "pong":
            _optional_object(frame)
            return Pong()
        case "subscribe":
            if not isinstance(frame.get("payload"), dict):
                raise _bad("The payload of 'subscribe' must be an object.")
            return Subscribe(_id(frame), read_request(frame["payload"]))
        case "complete":
            return Complete(_id(frame))
        case str() as unknown:
            raise _bad(f"A client may not send messages of the type '{unknown}'.")
        case _:
            raise _bad("A message needs a 'type'.")


def _id(frame: dict[str, Any]) -> str:
    given = frame.get("id")
    if not isinstance(given, str) or not given:
        raise _bad("'id' must be a string that is not empty.")
    return given


def _optional_object(frame: dict[str, Any]) -> dict[str, Any] | None:
    payload = frame.get("payload")
    if not isinstance(payload, dict | None):
        raise _bad(f"The payload of '{frame['type']}' must be an object.")
    return payload


def _bad(reason: str) -> ProtocolError:
    return ProtocolError(CloseCode.BAD_REQUEST, reason)
