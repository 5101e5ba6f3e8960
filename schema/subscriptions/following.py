"""What the streams have in common."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from domain.models import Event
from domain.policy import require_known
from schema.context import Context
from schema.loaders import Loaders

AFTER = "A position: everything behind it comes first, then what happens. Left out: from now on."


async def follow(
    context: Context, after: int | None, wanted: Callable[[Event], bool]
) -> AsyncGenerator[Event, None]:
    """The events that are wanted, with fresh loaders for each.

    One event reaches many viewers of this process: they share its loaders, so that one
    read serves all of them. Who may see what is decided for each viewer after loading.
    """
    require_known(context.actor)
    async with aclosing(context.services.feed.follow(after)) as deliveries:
        async for delivery in deliveries:
            if wanted(delivery.event):
                context.loaders = delivery.shared.setdefault("loaders", Loaders())
                yield delivery.event
