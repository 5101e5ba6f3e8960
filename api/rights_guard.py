"""Closes the sockets of people whose rights have changed, as soon as the event log says so."""

from api.socket_registry import SocketRegistry
from api.ws_protocol import CloseCode
from domain.models import Event
from domain.vocabulary import EventKind

_REASON = "Your rights have changed: connect again."
_ENDED = "Your session has ended: sign in again."
_RIGHTS = frozenset({"role", "deleted"})


class RightsGuard:
    """A listener of the live feed."""

    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry

    def __call__(self, event: Event) -> None:
        match event.kind:
            case EventKind.USER_DELETED:
                self._registry.close_user(event.subject_id, CloseCode.UNAUTHORIZED, _ENDED)
            case EventKind.USER_UPDATED if _changes_rights(event):
                self._registry.close_user(event.subject_id, CloseCode.FORBIDDEN, _REASON)
            case EventKind.SESSION_REVOKED:
                self._registry.close_session(event.subject_id, CloseCode.UNAUTHORIZED, _ENDED)
            case EventKind.API_TOKEN_REVOKED:
                self._registry.close_where(
                    lambda actor: actor.api_token_id == event.subject_id,
                    CloseCode.UNAUTHORIZED,
                    _ENDED,
                )


def _changes_rights(event: Event) -> bool:
    return any(change["field"] in _RIGHTS for change in event.changes)
