"""Who acts: a person (in a session or through an API token), the system, or nobody yet."""

from dataclasses import dataclass
from datetime import datetime

from domain.vocabulary import STAFF, ActorKind, Role, Scope


@dataclass(frozen=True, slots=True)
class Actor:
    """Rights are those of the moment of the request, never those a token once claimed.

    `scopes` is None for a session, which may do all that its user may. `valid_until` is
    when the token that brought them ends; a socket does not outlive it.
    """

    kind: ActorKind = ActorKind.USER
    user_id: str | None = None
    role: Role | None = None
    session_id: str | None = None
    api_token_id: str | None = None
    scopes: frozenset[Scope] | None = None
    valid_until: datetime | None = None

    @property
    def is_known(self) -> bool:
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


ANONYMOUS = Actor()
SYSTEM = Actor(kind=ActorKind.SYSTEM)
