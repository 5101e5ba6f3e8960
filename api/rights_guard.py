"""Closes the sockets of people whose rights have changed, as soon as the event log says so."""

from api.socket_registry import SocketRegistry
from api.ws_protocol import CloseCode
from domain.errors import ErrorCode
from domain.models import Event
from domain.rights import closes, may_close

_CLOSING = {
    ErrorCode.UNAUTHENTICATED: (CloseCode.UNAUTHORIZED, "Your session has ended: sign in again."),
    ErrorCode.FORBIDDEN: (CloseCode.FORBIDDEN, "Your rights have changed: connect again."),
}


class RightsGuard:
    """A listener of the live feed."""

    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry

    def __call__(self, event: Event) -> None:
        if not may_close(event):
            return
        for socket in self._registry:
            code = closes(socket.actor, event)
            if code is not None:
                socket.close(*_CLOSING[code])
