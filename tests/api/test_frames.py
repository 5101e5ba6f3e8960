"""Our reader of WebSocket frames says what the `websockets` library says, whatever comes."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from api.frames import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    FrameError,
    FrameReader,
    as_text,
    closing_payload,
    frame,
    read_closing,
    text_head,
)
from tests.api.raw_socket import masked

MOST = 300
Heard = list[tuple[int, bytes]]


payloads = st.one_of(
    st.text(max_size=20).map(str.encode),
    st.binary(max_size=12),
    st.integers(120, 130).map(lambda size: b"x" * size),
    st.integers(0, 5_010).map(lambda code: struct.pack(">H", code) + b"bye"),
    st.sampled_from([b"x" * MOST, b"x" * (MOST + 1), b"\x03\xe8\xff", b"\xe2\x82"]),
)
right = st.builds(
    lambda opcode, fin, payload, mask: masked(opcode | fin, payload, mask),
    st.sampled_from([0, TEXT, BINARY, PING, PONG, CLOSE]),
    st.sampled_from([0, 128, 128, 128]),
    payloads,
    st.binary(min_size=4, max_size=4),
)
wrong = st.builds(
    masked,
    st.integers(0, 255),
    payloads,
    second=st.sampled_from([0, 128]),
)
streams = st.lists(st.one_of(right, right, right, wrong), max_size=8).map(b"".join)


def ours(data: bytes, pieces: int) -> tuple[Heard, int | None]:
    """The messages, and the code it is closed with."""
    reader, heard = FrameReader(MOST), []
    for start in range(0, len(data), pieces):
        reader.feed(data[start : start + pieces])
        try:
            while (message := reader.next()) is not None:
                opcode, payload = message
                if opcode == CLOSE:
                    return heard, read_closing(payload).code
                if opcode == TEXT:
                    as_text(payload)
                heard.append(message)
        except FrameError as error:
            return heard, error.code
    return heard, None


def theirs(data: bytes) -> tuple[Heard, int | None]:
    """The limit is counted here: the library takes a ping between two parts for a third."""
    protocol = ServerProtocol(state=OPEN, max_size=None)
    protocol.receive_data(data)
    heard: Heard = []
    parts: list[Frame] = []
    for event in protocol.events_received():
        assert isinstance(event, Frame)
        if event.opcode in (Opcode.PING, Opcode.PONG):
            heard.append((event.opcode, bytes(event.data)))
        elif event.opcode is not Opcode.CLOSE:
            parts.append(event)
            if sum(len(part.data) for part in parts) > MOST:
                return heard, 1009
            if event.fin:
                whole = b"".join(bytes(part.data) for part in parts)
                opcode, parts = parts[0].opcode, []
                # The library leaves this check to those who build on it.
                try:
                    if opcode is Opcode.TEXT:
                        whole.decode()
                except UnicodeDecodeError:
                    return heard, 1007
                heard.append((opcode, whole))
    if protocol.close_rcvd is not None and protocol.parser_exc is None:
        return heard, protocol.close_rcvd.code
    return heard, None if protocol.close_sent is None else protocol.close_sent.code


@settings(max_examples=400, deadline=None)
@given(streams, st.sampled_from([1, 2, 7, 10_000]))
def test_any_stream_means_what_the_library_says(data: bytes, pieces: int) -> None:
    """A frame that is both wrong and too large may be called either."""
    (heard, code), (wanted, wanted_code) = ours(data, pieces), theirs(data)
    assert heard == wanted
    assert code == wanted_code or {code, wanted_code} == {1002, 1009}


def test_a_message_in_parts_with_a_ping_between_is_put_together() -> None:
    data = masked(TEXT, b"one ") + masked(128 | PING, b"!") + masked(128, b"two")
    assert ours(data, 3) == ([(PING, b"!"), (TEXT, b"one two")], None)


def test_a_message_may_be_as_large_as_the_limit_and_no_larger() -> None:
    assert ours(masked(128 | TEXT, b"x" * MOST), 7) == ([(TEXT, b"x" * MOST)], None)
    assert ours(masked(128 | TEXT, b"x" * (MOST + 1)), 7) == ([], 1009)


def test_a_ping_between_the_parts_does_not_count_against_the_limit() -> None:
    data = masked(TEXT, b"x" * MOST) + masked(128 | PING, b"!") + masked(128, b"")
    assert ours(data, 10_000) == ([(PING, b"!"), (TEXT, b"x" * MOST)], None)


def test_parts_count_together_against_the_limit() -> None:
    part = b"x" * (MOST // 2 + 1)
    assert ours(masked(TEXT, part) + masked(128, part), 10_000) == ([], 1009)


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_what_we_write_is_what_the_library_reads(size: int) -> None:
    payload = b"x" * size
    for data in (text_head(size) + payload, frame(BINARY, payload)):
        library = Frame(Opcode(data[0] & 15), payload).serialize(mask=False)
        assert data == library


def test_a_close_frame_carries_code_and_reason_or_nothing() -> None:
    assert closing_payload(1005, "") == b""
    closing = read_closing(closing_payload(4401, "Bye"))
    assert (closing.code, closing.reason) == (4401, "Bye")
