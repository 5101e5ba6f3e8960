"""Logs: one line for each thing that happened, as JSON or for a terminal.

Each line carries the correlation id of the request or job it belongs to. What people
write never gets here: tickets are named by id, and a filter takes out e-mail addresses,
secrets, and the rows that PostgreSQL quotes in its errors.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Final, TextIO

import orjson
import structlog
from structlog.typing import EventDict

from api.redaction import redact
from domain.settings import Settings
from domain.unit_of_work import correlation_id

# What these say at their own levels is noise, or quotes statements and requests with their texts.
QUIET: Final = ("tortoise", "aiosqlite", "arq", "httpx", "httpx2", "httpcore", "openai", "asyncio")


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Send this process's logs, those of its libraries included, to `stream` (stderr)."""
    out = stream or sys.stderr
    is_text = settings.log_format == "text" or (settings.log_format == "auto" and out.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _add_correlation_id,
        structlog.processors.add_log_level,
        _time_stamper(),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer = _for_people(out) if is_text else _as_json
    level = logging.getLevelNamesMapping()[settings.log_level]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def line_writer() -> Callable[[EventDict], None]:
    """For many lines of level INFO that are made of the desk's own words alone: nothing to
    gather or to hide."""
    config = structlog.get_config()
    *_, renderer = config["processors"]
    logger, stamp = config["logger_factory"](), _time_stamper()

    def write(line: EventDict) -> None:
        line["level"] = "info"
        logger.info(renderer(logger, "info", stamp(logger, "info", line)))

    is_heard = structlog.get_logger().is_enabled_for(logging.INFO)
    return write if is_heard else lambda line: None


def _time_stamper() -> structlog.processors.TimeStamper:
    return structlog.processors.TimeStamper(fmt="iso", utc=True)


def _add_correlation_id(_logger: object, _method: str, event: EventDict) -> EventDict:
    """That of the request or job under way, unless the line brings one of its own."""
    if "correlation_id" not in event and (id := correlation_id.get()) is not None:
        event["correlation_id"] = id
    return event


def _as_json(_logger: object, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _for_people(out: TextIO) -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(colors=out.isatty())
