"""Very large messages, taken in piece by piece, and very small ones, put together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import (
    FakeTransport,
    cells_of,
    published,
    run_well,
    session_on,
    status,
    stream,
    until,
)
from tui.kernels.slicing import SLICE, in_slices, joined
from tui.kernels.transport import Arrival, Discarded
from tui.model.cells import Cell, CellState
from tui.model.outputs import StreamOutput
from tui.model.transcript import Transcript
from tui.wire.decode import decode_iopub
from tui.wire.events import CellSent, CellSubmitted
from tui.wire.message import Channel, Message

REQUESTS = [Message(Channel.SHELL, {"msg_id": name}, {}) for name in ("a", "b")]
PIECES = ["text", "\x1b[3", "1m", "\x1b", "]8;;https://a.b", "\x1b\\", "\r", "\n", "\r\n", "\b\t"]


def test_the_slices_of_a_stream_say_the_same() -> None:
    text = "".join(chr(97 + number % 26) for number in range(SLICE * 2 + 5))
    parts = list(in_slices(stream(None, text)))
    assert [type(part) for part in parts] == [type(stream(None, ""))] * 3
    assert "".join(str(getattr(part, "content")["text"]) for part in parts) == text  # noqa: B009


async def test_a_large_message_is_whole_in_the_transcript() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        session.execute("1")
        await until(lambda: cells_of(session)[0].state is CellState.DONE)
        (request,) = transport.requests("execute_request")
        await transport.read(stream(request, "x" * (SLICE * 2 + 7)))
        (output,) = [one for one in cells_of(session)[0].outputs if isinstance(one, StreamOutput)]
        assert len(output.text.plain()) >= SLICE * 2 + 7


def told(arrivals: list[Arrival]) -> list[object]:
    """What a transcript shows after these arrivals."""
    transcript = Transcript("session")
    for name in "ab":
        transcript.apply(CellSubmitted(name, ""), 0)
        transcript.apply(CellSent(name), 0)
    for arrival in arrivals:
        if isinstance(arrival, Message):
            transcript.apply(decode_iopub(arrival), 0)
    return [
        (output.name, output.text.ansi()) if isinstance(output, StreamOutput) else type(output)
        for block in transcript.blocks
        if isinstance(block, Cell)
        for output in block.outputs
    ]


STREAMS: st.SearchStrategy[Arrival] = st.builds(
    stream,
    st.sampled_from([*REQUESTS, None]),
    st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    st.sampled_from(["stdout", "stderr"]),
)
OTHERS: st.SearchStrategy[Arrival] = st.sampled_from(
    [
        status(REQUESTS[0], "idle"),
        published(REQUESTS[0], "clear_output", wait=True),
        published(REQUESTS[1], "display_data", data={"text/plain": "1"}, metadata={}),
        published(REQUESTS[1], "stream", name="stdout", text=["a", "list"]),
        published(REQUESTS[1], "stream"),
        Discarded(Channel.IOPUB, "It is broken."),
    ]
)


@given(st.lists(st.one_of(STREAMS, STREAMS, STREAMS, OTHERS), max_size=30))
def test_joined_streams_say_the_same(arrivals: list[Arrival]) -> None:
    together = list(joined(arrivals))
    assert told(together) == told(arrivals)
    apart = [one for one in arrivals if not (isinstance(one, Message) and one.msg_type == "stream")]
    assert [one for one in together if one in apart] == apart


def test_a_flood_of_one_stream_becomes_one_message() -> None:
    flood = [stream(REQUESTS[0], f"{number}\n") for number in range(100)]
    (whole,) = joined(flood)
    assert isinstance(whole, Message)
    assert whole.content["text"] == "".join(f"{number}\n" for number in range(100))
    other = replace(flood[0], channel=Channel.SHELL)
    assert list(joined([other, other])) == [other, other]
