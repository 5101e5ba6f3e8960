"""A WebSocket client that sends bytes as it is told, right or wrong, and answers nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.frames import CLOSE

HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
PATIENCE_S = 10.0
MASK = b"\1\2\3\4"


def masked(first: int, payload: bytes, mask: bytes = MASK, second: int = 128) -> bytes:
    """A client's frame; `first` and `second` are the bytes before the length as they are."""
    size = len(payload)
    if size < 126:
        head = bytes([first, second | size])
    elif size < 2**16:
        head = bytes([first, second | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, second | 127]) + size.to_bytes(8, "big")
    hidden = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return head + (mask + hidden if second & 128 else payload)


@dataclass
class RawClient:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            first, length = await self.reader.readexactly(2)
            if length > 125:
                more = await self.reader.readexactly(2 if length == 126 else 8)
                length = int.from_bytes(more, "big")
            return first & 15, await self.reader.readexactly(length)

    async def close_code(self) -> int:
        """That of the next close frame; 1005 for one without."""
        while True:
            opcode, payload = await self.frame()
            if opcode == CLOSE:
                return int.from_bytes(payload[:2], "big") if payload else 1005

    async def is_hung_up(self) -> bool:
        """Whether the server ends the connection."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.reader.read() is not None


@asynccontextmanager
async def raw_client(address: str) -> AsyncIterator[RawClient]:
    """After the handshake."""
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(HANDSHAKE.format(address=address).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head
        assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
        yield RawClient(reader, writer)
    finally:
        writer.transport.abort()
