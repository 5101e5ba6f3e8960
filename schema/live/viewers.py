"""Whose eyes a group of subscriptions sees with."""

from domain.actors import Actor
from domain.vocabulary import ActorKind, Role, Scope


class SharedViewer(Actor):
    """Anybody with these rights. It notes when it is asked who it is: what was made with the
    answer is not the same for all, and must not be shared."""

    __slots__ = ("was_asked",)

    was_asked: bool

    def __init__(self, role: Role | None, scopes: frozenset[Scope] | None) -> None:
        for name, value in (
            ("kind", ActorKind.USER),
            ("role", role),
            ("scopes", scopes),
            ("was_asked", False),
        ):
            object.__setattr__(self, name, value)

    def _who(self) -> None:
        object.__setattr__(self, "was_asked", True)

    user_id = property(_who)
    session_id = property(_who)
    api_token_id = property(_who)
    valid_until = property(_who)
