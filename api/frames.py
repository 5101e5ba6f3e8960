"""WebSocket frames after RFC 6455, as a server reads and writes them; no extensions."""

from dataclasses import dataclass
from typing import Final

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

_CONTINUATION: Final = 0
_OPCODES: Final = frozenset({_CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})
_CONTROL_LENGTH: Final = 125

PROTOCOL_ERROR: Final = 1002
INVALID_TEXT: Final = 1007
TOO_BIG: Final = 1009
NO_CODE: Final = 1005

EMPTY_PING: Final = b"\x89\x00"


class FrameError(Exception):
    """The client broke the protocol: close with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Closing:
    """What a close frame said; `NO_CODE` if nothing."""

    code: int
    reason: str


def frame(opcode: int, payload: bytes) -> bytes:
    return _head(opcode, len(payload)) + payload


def text_head(length: int) -> bytes:
    """What stands before a text message of so many bytes."""
    return _head(TEXT, length)


def closing_payload(code: int, reason: str) -> bytes:
    return b"" if code == NO_CODE else code.to_bytes(2, "big") + reason.encode()


def read_closing(payload: bytes) -> Closing:
    """What a close frame says; raises FrameError if that makes no sense."""
    if not payload:
        return Closing(NO_CODE, "")
    code, reason = int.from_bytes(payload[:2], "big"), as_text(payload[2:])
    is_possible = 1000 <= code < 1015 and code not in (1004, 1005, 1006)
    if len(payload) < 2 or not (is_possible or 3000 <= code < 5000):
        raise FrameError(PROTOCOL_ERROR, "This is no close code.")
    return Closing(code, reason)


def as_text(payload: bytes) -> str:
    """Raises FrameError (1007) for what is not UTF-8."""
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise FrameError(INVALID_TEXT, "Text is UTF-8.") from None


class FrameReader:
    """Puts messages together; holds what has come of one that is not complete yet.

    A message may have `most` bytes.
    """

    __slots__ = ("_buffer", "_opcode", "_parts", "most")

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self._buffer = bytearray()
        self._parts: bytearray | None = None
        self._opcode = 0

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> tuple[int, bytes] | None:
        """The opcode and payload of the next whole message, if it has come.

        Raises FrameError, after which the stream makes no sense any more.
        """
        while (frame := self._next_frame()) is not None:
            is_final, opcode, payload = frame
            if opcode >= CLOSE:
                return opcode, payload
            if (opcode == _CONTINUATION) is (self._parts is None):
                raise FrameError(PROTOCOL_ERROR, "The parts of messages are mixed up.")
            if self._parts is None and is_final:
                return opcode, payload
            if self._parts is None:
                self._parts, self._opcode = bytearray(), opcode
            self._parts += payload
            if is_final:
                whole, self._parts = bytes(self._parts), None
                return self._opcode, whole
        return None

    def _next_frame(self) -> tuple[bool, int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        opcode, length, start = buffer[0] & 15, buffer[1] & 127, 2
        self._check_head(buffer[0], buffer[1])
        if length > _CONTROL_LENGTH:
            start = 4 if length == 126 else 10
            if len(buffer) < start:
                return None
            length = int.from_bytes(buffer[2:start], "big")
        so_far = len(self._parts or b"")
        if opcode < CLOSE and so_far + length > self.most:
            raise FrameError(TOO_BIG, f"At most {self.most} bytes a message.")
        end = start + 4 + length
        if len(buffer) < end:
            return None
        payload = _unmask(buffer[start + 4 : end], buffer[start : start + 4])
        is_final = bool(buffer[0] & 128)
        del buffer[:end]
        return is_final, opcode, payload

    def _check_head(self, first: int, second: int) -> None:
        opcode = first & 15
        if first & 0x70 or opcode not in _OPCODES:
            raise FrameError(PROTOCOL_ERROR, "Reserved bits or an unknown opcode.")
        if not second & 128:
            raise FrameError(PROTOCOL_ERROR, "Clients mask their frames.")
        if opcode >= CLOSE and (not first & 128 or second & 127 > _CONTROL_LENGTH):
            raise FrameError(PROTOCOL_ERROR, "Control frames are short and whole.")


def _head(opcode: int, length: int) -> bytes:
    first = bytes([128 | opcode])
    if length <= _CONTROL_LENGTH:
        return first + bytes([length])
    if length < 2**16:
        return first + b"\x7e" + length.to_bytes(2, "big")
    return first + b"\x7f" + length.to_bytes(8, "big")


def _unmask(payload: bytearray, mask: bytearray) -> bytes:
    """As one long number: XOR of each byte with the mask's."""
    length = len(payload)
    repeated = bytes(mask) * (length // 4 + 1)
    masked = int.from_bytes(payload, "little") ^ int.from_bytes(repeated[:length], "little")
    return masked.to_bytes(length, "little")
