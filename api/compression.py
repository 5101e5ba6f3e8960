"""Answers of GraphQL, compressed for those who take them so.

Sizes can betray what is compressed together (BREACH): whoever reads the length of an answer and
puts words of his own into it learns whether they are in the rest. So an answer with a cookie, which
has tokens, stays as it is. No other answer can be called forth by a stranger's page, since browsers
add nothing to a request that would sign it in (docs/security.md).
"""

import asyncio
import zlib
from typing import Final

from api.negotiation import accepted_encodings

SMALLEST: Final = 1_400
"""Bytes. What fits into one packet anyway arrives no sooner."""

LARGEST_AT_ONCE: Final = 200_000
"""Bytes. More would hold up everybody else for milliseconds, and goes to a thread."""

_FASTEST: Final = 1
_AS_GZIP: Final = zlib.MAX_WBITS | 16


async def compressed(body: bytes, accept_encoding: str) -> bytes | None:
    """The body by gzip, about a tenth of its size; None where it stays as it is."""
    if len(body) < SMALLEST or "gzip" not in accepted_encodings(accept_encoding):
        return None
    if len(body) > LARGEST_AT_ONCE:
        return await asyncio.to_thread(zlib.compress, body, _FASTEST, _AS_GZIP)
    return zlib.compress(body, _FASTEST, _AS_GZIP)
