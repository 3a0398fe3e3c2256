"""Very large messages, taken in piece by piece."""

from __future__ import annotations

from tests.fakes import FakeTransport, cells_of, run_well, session_on, stream, until
from tui.kernels.slicing import SLICE, in_slices
from tui.model.cells import CellState
from tui.model.outputs import StreamOutput


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
