"""Which media type and encoding an answer has, and whether a body has a type that is read."""

import re
from functools import lru_cache
from typing import Final

RESPONSE_JSON: Final = "application/graphql-response+json"
JSON: Final = "application/json"
HTML: Final = "text/html"
ENCODINGS: Final = ("br", "gzip")

_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


@lru_cache(maxsize=256)
def choose_media_type(accept: str, *, html: bool) -> str | None:
    """The best of our types for an Accept header; None if none of them is acceptable.

    Wildcards and an empty header mean `application/json`; HTML must be asked for by name.
    """
    if not accept.strip():
        return JSON
    ranges = _parse_accept(accept)
    offers = [(JSON, 1), (RESPONSE_JSON, 2)] + ([(HTML, 0)] if html else [])
    best: tuple[tuple[float, int, int], str] | None = None
    for media_type, preference in offers:
        quality, precision = _match(ranges, media_type)
        if quality == 0 or (media_type == HTML and precision < 2):
            continue
        if media_type == RESPONSE_JSON and precision < 2:
            preference = 0
        rank = (quality, precision, preference)
        if best is None or rank > best[0]:
            best = (rank, media_type)
    return None if best is None else best[1]


@lru_cache(maxsize=256)
def accepted_encodings(accept_encoding: str) -> tuple[str, ...]:
    """Those of our encodings that the client takes, its favourite first; none unless it says so."""
    qualities = _parse_accept(accept_encoding)
    rest = qualities.get("*", 0.0)
    wanted = {encoding: qualities.get(encoding, rest) for encoding in ENCODINGS}
    return tuple(sorted((it for it in ENCODINGS if wanted[it]), key=lambda it: -wanted[it]))


@lru_cache(maxsize=256)
def is_json_body(content_type: str) -> bool:
    """Whether a body is declared as JSON in UTF-8, the only kind that is read.

    A page of another origin cannot send this type without a preflight request, which is
    what keeps cookies from being abused.
    """
    if content_type.partition(";")[0].strip().lower() != JSON:
        return False
    charset = _CHARSET.search(content_type)
    return charset is None or charset.group(1).lower() in {"utf-8", "utf8"}


def _parse_accept(accept: str) -> dict[str, float]:
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        ranges[media_range] = next(
            (_quality(value[2:]) for value in parameters if value.startswith("q=")), 1.0
        )
    return ranges


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return min(1.0, quality) if quality > 0 else 0.0


def _match(ranges: dict[str, float], media_type: str) -> tuple[float, int]:
    """Quality and precision (2 by name, 1 by `type/*`, 0 by `*/*`) of the closest range."""
    by_precision = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    for precision, media_range in zip((2, 1, 0), by_precision, strict=True):
        if media_range in ranges:
            return ranges[media_range], precision
    return 0.0, 0
