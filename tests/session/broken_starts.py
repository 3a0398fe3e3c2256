"""What tests of starts have in common: kernels that start badly once, and what is to come of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from tests.session.broken_sessions import files_in, gone, output_of, run, spec_of
from tui.kernels.session import KernelSession
from tui.kernels.transports.local import LocalTransport
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec

ENDS_WITHIN = 5.0
"""Seconds in which a shutdown has to be done, whatever the kernel does."""
# Parts of starts, in the language of the tests' kernel.
FLOOD = "for _ in range(300): os.write(2, b'x' * 99_999 + b'\\n')\n"
JUNK = r"os.write(1, b'\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b5m\xff\xfe\x00\n')" + "\n"


@dataclass(frozen=True, slots=True)
class Start:
    """A kernel's start: Python that the tests' kernel runs, and words that are to be said of it."""

    name: str
    code: str
    says: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def sentence(start: Start) -> str:
    """The name of a start, as a test id."""
    return start.name


def once(code: str, marker: Path) -> KernelSpec:
    """The kernelspec of a kernel that starts so the first time, and well ever after."""
    return spec_of(
        f"marker = Path({str(marker)!r})\nif marker.exists(): serve()\nmarker.touch()\n{code}"
    )


def process_of(session: KernelSession) -> int:
    """The id of a session's kernel process, which is that of its group."""
    assert isinstance(session.transport, LocalTransport)
    return session.transport.process.pid


async def check_it_works(session: KernelSession) -> None:
    """Fail unless code can be run and its output comes."""
    cell = await run(session, "send(iopub, 'stream', text('fine\\n'))")
    assert (output_of(cell), cell.state) == ("fine\nafter", CellState.DONE)


async def check_it_ends(session: KernelSession, runtime: Path, *leaders: int) -> None:
    """Fail unless a shutdown is quick and leaves no process, and the close no file."""
    begun = time.monotonic()
    await session.shutdown()
    assert time.monotonic() - begun < ENDS_WITHIN
    await gone({*leaders, process_of(session)})
    await session.close()
    assert files_in(runtime) == []
