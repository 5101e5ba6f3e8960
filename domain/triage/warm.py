"""What triage loads once, loaded before the first ticket comes.

Word vectors, the table of languages, word lists, compiled rules and the desk's model take up to
a second and a half together. Whoever asks first shall not wait for them, and starting shall not
either: this runs beside it.
"""

import structlog
from tortoise.connection import get_connection

from domain.desk_copy import load_desk
from domain.triage.engine import look_beside_loop
from domain.triage.serving import load_model
from domain.triage.values import TicketText, TriageTask

log = structlog.get_logger(__name__)

_TEXT = TicketText("The printer does not print", "Since yesterday it only blinks. Please help!")


async def warm_up() -> None:
    """Triage an example that no row is made of; what fails here fails again where it matters."""
    try:
        desk = await load_desk(get_connection("default"))
        task = TriageTask(
            run_id="",
            ticket_id="",
            text=_TEXT,
            text_hash="",
            choices=desk.choices,
            rules=desk.rules,
            model=await load_model(desk.serving_id),
        )
        await look_beside_loop(task)
    except Exception as error:
        log.warning("triage.not_warm", reason=str(error)[:300])
