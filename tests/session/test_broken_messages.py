"""Kernels that send broken messages: each kind is survived, and what comes after it is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.session.broken_kinds import KINDS, QUESTIONS, Kind
from tests.session.broken_sessions import (
    cell_of,
    dead,
    notices,
    output_of,
    ready,
    run,
    session_on,
    shown,
    spec_of,
    waited_for,
    warnings,
)
from tests.session.real_kernels import until
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.model.cells import Author, Cell, CellState

FINE = "send(iopub, 'stream', text('fine\\n'))"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


@pytest.fixture(autouse=True)
def nothing_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when an error was logged, which is how a task or callback that raised is known."""
    yield
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


def sentence(kind: Kind) -> str:
    """The name of a kind, as a test id."""
    return kind.name


async def check_it_goes_on(session: KernelSession, number: int) -> None:
    """Fail unless the next cell, which will be `number`, runs like any other."""
    assert session.next_number == number
    cell = await run(session, FINE)
    assert (output_of(cell), cell.state, cell.number) == ("fine\nafter", CellState.DONE, number)
    assert session.state is KernelState.IDLE
    assert session.asking_cell is None


@pytest.mark.parametrize("kind", KINDS, ids=sentence)
async def test_a_broken_message_is_survived(kind: Kind) -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, kind.code)
        await check_it_goes_on(session, 2)
        assert (output_of(cell), cell.state, cell.number) == (kind.shows, kind.state, 1)
        assert session.discarded == kind.dropped
        assert len(warnings(session)) == min(kind.dropped, 1)


def test_there_are_more_kinds_than_were_asked_for() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 54


async def test_all_kinds_in_one_session_are_counted_and_warned_of_once() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        for kind in KINDS:
            assert (await run(session, kind.code)).state is kind.state, kind.name
        await check_it_goes_on(session, len(KINDS) + 1)
        assert session.discarded == sum(kind.dropped for kind in KINDS)
        assert len(warnings(session)) == 1
        assert "A broken message from the kernel was dropped" in warnings(session)[0]


async def test_a_flood_of_broken_messages_holds_nothing_up() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, "for _ in range(5000): raw(iopub, b'noise')")
        assert output_of(cell) == "after"
        await check_it_goes_on(session, 2)
        assert session.discarded == 5000
        assert len(warnings(session)) == 1


@pytest.mark.parametrize(
    "parent",
    ["None", "[1]", "{}", "{'msg_id': 7}", "{'msg_id': 'nobody'}"],
    ids=["null", "a list", "empty", "of a numeric id", "unknown"],
)
async def test_output_whose_parent_is_nobody_stands_on_its_own(parent: str) -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, f"send(iopub, 'stream', text('x'), parent={parent})")
        assert output_of(cell) == "after"
        strays = [
            block
            for block in session.transcript.blocks
            if isinstance(block, Cell) and block.author is Author.KERNEL
        ]
        assert [output_of(block) for block in strays] == ["x"]
        await check_it_goes_on(session, 2)


async def test_code_of_others_may_hold_anything() -> None:
    code = "\\x1b]0;x\\x07\\ud800\\u202e"
    other = "{'msg_id': 'other', 'username': '\\x1b[2J\\ud800'}"
    echo = f"{{'code': '{code}', 'execution_count': []}}"
    async with session_on(spec_of()) as session:
        await ready(session)
        await run(
            session,
            f"send(iopub, 'execute_input', {echo}, parent={other})\n"
            f"send(iopub, 'status', {{'execution_state': 'idle'}}, parent={other})",
        )
        assert "\x1b" not in shown(session)
        assert "\N{REPLACEMENT CHARACTER}" in shown(session)
        await check_it_goes_on(session, 2)


# Questions.


@pytest.mark.parametrize("kind", QUESTIONS, ids=sentence)
async def test_an_odd_question_can_be_answered(kind: Kind) -> None:
    code = kind.code + "; send(iopub, 'stream', text(f'heard {hear()}\\n'))"
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = cell_of(session, session.execute(code))
        await waited_for(session, lambda: len(cell.outputs) == 1 + kind.shows.count("\n"))
        assert session.state is KernelState.NEEDS_INPUT
        assert output_of(cell).rstrip() == kind.shows
        session.answer("Ada")
        await waited_for(session, lambda: cell.state.is_end)
        assert output_of(cell).endswith("heard Ada\nafter")
        await check_it_goes_on(session, 2)


async def test_the_kernel_dies_while_it_asks() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = cell_of(session, session.execute("ask('name? '); time.sleep(0.1); end(9)"))
        await waited_for(session, lambda: session.state is KernelState.NEEDS_INPUT)
        await dead(session, 2.0)
        assert session.asking_cell is None
        assert (cell.state, output_of(cell)) == (CellState.LOST, "name? (not answered)")
        session.answer("too late")
        assert output_of(cell) == "name? (not answered)"
        await session.restart()
        await ready(session)
        await check_it_goes_on(session, 1)


async def test_the_kernel_asks_with_its_last_breath() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = cell_of(session, session.execute("ask('name? '); end(9)"))
        await dead(session, 2.0)
        assert session.asking_cell is None
        assert cell.state is CellState.LOST


# Ends that do not come.


async def test_a_cell_without_reply_ends_after_a_while() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, "omit.add('reply')")
        assert (cell.state, output_of(cell)) == (CellState.DONE, "after")
        await check_it_goes_on(session, 2)


async def test_a_cell_without_idle_ends_after_a_while() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, "omit.add('idle')")
        assert (cell.state, output_of(cell)) == (CellState.DONE, "after")
        await check_it_goes_on(session, 2)


async def test_a_reply_that_cannot_be_read_counts_as_none() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = await run(session, "omit.add('reply'); raw(shell, DELIMITER, b'', b'{}')")
        assert (cell.state, session.discarded) == (CellState.DONE, 1)
        await check_it_goes_on(session, 2)


async def test_a_cell_with_neither_reply_nor_idle_stays_open_until_a_restart() -> None:
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = cell_of(session, session.execute("omit.update({'reply', 'idle'})"))
        waiting = cell_of(session, session.execute(FINE))
        await waited_for(session, lambda: bool(cell.outputs))
        assert (session.state, session.queue_length) == (KernelState.BUSY, 1)
        await session.interrupt()
        await waited_for(session, lambda: bool(warnings(session)))
        assert "still runs" in warnings(session)[0] and "F7" in warnings(session)[0]
        assert (cell.state, waiting.state) == (CellState.RUNNING, CellState.CANCELLED)
        await session.restart()
        await ready(session)
        assert cell.state is CellState.LOST
        await check_it_goes_on(session, 1)


async def test_an_interrupt_by_message_that_is_answered_with_junk_is_told_to_have_no_effect() -> (
    None
):
    code = (
        "omit.update({'reply', 'idle'})\n"
        "kernel.answers['interrupt_request'] = lambda _: raw(control, b'noise')"
    )
    async with session_on(spec_of(interrupt_mode="message")) as session:
        await ready(session)
        cell = cell_of(session, session.execute(code))
        await waited_for(session, lambda: bool(cell.outputs))
        await session.interrupt()
        await waited_for(session, lambda: len(warnings(session)) == 2)
        assert session.discarded == 1
        assert [each for each in warnings(session) if "still runs" in each]
        assert cell.state is CellState.RUNNING


# Death in mid-cell.


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("end(3)", "exit code 3"),
        ("end(0)", "exit code 0"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "signal 9 (SIGKILL)"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "signal 11 (SIGSEGV)"),
    ],
    ids=["by an exit", "by an exit in good order", "by SIGKILL", "by a crash"],
)
async def test_a_death_in_mid_cell_is_told_with_its_reason(end: str, words: str) -> None:
    code = "os.write(2, b'last words\\n'); send(iopub, 'stream', text('so far')); time.sleep(0.1); "
    async with session_on(spec_of()) as session:
        await ready(session)
        cell = cell_of(session, session.execute(code + end))
        waiting = cell_of(session, session.execute(FINE))
        await dead(session, 2.0)
        assert (cell.state, output_of(cell)) == (CellState.LOST, "so far")
        assert waiting.state is CellState.CANCELLED
        [notice] = notices(session)
        assert words in notice and "F7" in notice and notice.endswith("last words")
        await session.restart()
        await ready(session)
        assert session.run_cancelled() == 1
        await until(lambda: session.state is KernelState.IDLE and session.queue_length == 0)
        await check_it_goes_on(session, 2)
