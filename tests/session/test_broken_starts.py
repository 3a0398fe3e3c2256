"""Kernels that start badly: each start comes to a clear state, from which one can go on or end."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.session.broken_sessions import (
    SETTINGS,
    dead,
    files_in,
    notices,
    ready,
    session_on,
    spec_of,
    waited_for,
)
from tests.session.broken_starts import (
    FLOOD,
    JUNK,
    Start,
    check_it_ends,
    check_it_works,
    once,
    process_of,
    sentence,
)
from tui.config import Settings
from tui.kernels.states import KernelState
from tui.model.cells import CellState
from tui.opening import SessionOpener
from tui.wire.events import NoticeKind


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


# Starts that end at once.

NOISE = "for n in range(100): print('line', n, file=sys.stderr)\n"
DEATHS = [
    Start("it exits with 0", "end(0)", ("exit code 0",)),
    Start("it exits with 1 and a word", "sys.exit('no licence')", ("exit code 1", "no licence")),
    Start(
        "it exits with 3 and a hundred lines",
        NOISE + "end(3)",
        ("exit code 3", "\nline 80\n", "line 99"),
        ("line 79\n",),
    ),
    Start("it exits with 255", "os._exit(255)", ("exit code 255",)),
    Start("it crashes", "os.kill(os.getpid(), signal.SIGSEGV)", ("signal 11 (SIGSEGV)",)),
    Start("it aborts", "os.abort()", ("signal 6 (SIGABRT)",)),
    Start("it is killed", "os.kill(os.getpid(), signal.SIGKILL)", ("signal 9 (SIGKILL)",)),
    Start("it ends by a real-time signal", "os.kill(os.getpid(), 40)", ("signal 40",)),
    Start("it prints a traceback", "1/0", ("exit code 1", "Traceback", "ZeroDivisionError")),
    Start("a module is missing", "import no_such", ("exit code 1", "No module named 'no_such'")),
    Start("its code is no code", "exec('if')", ("exit code 1", "SyntaxError")),
    Start("it floods stderr and exits", FLOOD + "end(4)", ("exit code 4", "xxx")),
    Start("it writes escapes and exits", JUNK + "end(5)", ("exit code 5", "red"), ("\x1b", "\x9b")),
    Start("it says nothing it could say", "os.close(1); os.close(2); os._exit(6)", ("code 6",)),
    Start("it exits after it has bound", "bind(); end(7)", ("exit code 7",)),
    Start(
        "it exits when it is asked who it is",
        "kernel.answers['kernel_info_request'] = lambda _: end(8)\nserve()",
        ("exit code 8",),
    ),
    Start(
        "it exits in mid-message",
        "kernel.answers['kernel_info_request'] = lambda _: raw(shell, b'') or end(9)\nserve()",
        ("exit code 9",),
    ),
    Start("it forks and exits", "if os.fork(): os._exit(10)\ntime.sleep(1000)", ("exit code 10",)),
    Start("its connection file is no JSON", "json.loads('{')", ("exit code 1", "JSONDecodeError")),
]


@pytest.mark.parametrize("start", DEATHS, ids=sentence)
async def test_a_start_that_ends_is_told_and_can_be_repeated(
    start: Start, runtime: Path, tmp_path: Path
) -> None:
    async with session_on(once(start.code, tmp_path / "marker")) as session:
        queued = session.execute("send(iopub, 'stream', text('never'))")
        first = process_of(session)
        await dead(session, 2.0)
        notice = notices(session, NoticeKind.ERROR)[-1]
        assert all(words in notice for words in (*start.says, "F7")), notice
        assert not any(words in notice for words in start.lacks), notice
        assert len(notice.split("\n")) <= 22
        cell = session.transcript.cell(queued)
        assert cell is not None and cell.state is CellState.CANCELLED
        await session.restart()
        await ready(session)
        await check_it_works(session)
        await check_it_ends(session, runtime, first)


@pytest.mark.parametrize("start", DEATHS[:5], ids=sentence)
async def test_a_start_that_ends_leaves_nothing(start: Start, runtime: Path) -> None:
    async with session_on(spec_of(start.code)) as session:
        await dead(session, 2.0)
        await check_it_ends(session, runtime)


async def test_a_start_that_always_ends_can_be_repeated_as_often() -> None:
    async with session_on(spec_of("sys.exit('never')")) as session:
        for count in range(1, 4):
            await dead(session, 2.0)
            assert len(notices(session, NoticeKind.ERROR)) == count
            await session.restart()


async def test_automatic_restarts_of_a_start_that_always_ends_come_to_an_end() -> None:
    settings = replace(SETTINGS, auto_restart=True)
    async with session_on(spec_of("sys.exit('never')"), settings=settings) as session:
        await waited_for(session, lambda: len(notices(session, NoticeKind.ERROR)) == 4)
        assert session.state is KernelState.DEAD


# Starts that are no start.


def missing(path: Path) -> None:
    """Leave no program there."""


def directory(path: Path) -> None:
    """Put a directory in a program's place."""
    path.mkdir()


def not_executable(path: Path) -> None:
    """Put a file there that may not be executed."""
    path.write_text("#!/bin/sh\n")


def noise(path: Path) -> None:
    """Put a program there that is none."""
    path.write_bytes(os.urandom(1000))
    path.chmod(0o700)


def without_interpreter(path: Path) -> None:
    """Put a script there whose interpreter is missing."""
    path.write_text("#!/nowhere/at/all\n")
    path.chmod(0o700)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (missing, "there is no program"),
        (directory, "may not be executed"),
        (not_executable, "may not be executed"),
        (noise, "Exec format error"),
        (without_interpreter, "the interpreter that"),
    ],
    ids=[
        "the program is missing",
        "the program is a directory",
        "the program may not be executed",
        "the program is noise",
        "the interpreter of the program is missing",
    ],
)
async def test_a_start_that_is_none_is_told_and_can_be_mended(
    program: object, words: str, runtime: Path, tmp_path: Path
) -> None:
    path = tmp_path / "program"
    assert callable(program)
    program(path)
    spec = spec_of()
    spec = replace(spec, argv=(str(path), *spec.argv[1:]))
    session = await SessionOpener(Settings()).open(spec)
    session.start()
    try:
        await dead(session)
        [notice] = notices(session)
        assert words in notice and str(path) in notice
        assert files_in(runtime) == []
        await session.restart()
        assert (session.state, len(notices(session))) == (KernelState.DEAD, 2)
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        path.chmod(0o700)
        await session.restart()
        await ready(session)
        await check_it_works(session)
        await session.shutdown()
    finally:
        session.transport.kill()
        await session.close()
    assert files_in(runtime) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"argv": ()}, "names no command"),
        ({"argv": ("",)}, "names no command"),
        ({"argv": (sys.executable, "a\0b")}, "cannot be passed on"),
        ({"env": {"A": "a\0b"}}, "cannot be passed on"),
        ({"env": {"A=B": "c"}}, "cannot be passed on"),
        ({"argv": ("x" * 5000,)}, "could not be started"),
        ({"argv": (sys.executable, "x" * 5_000_000)}, "could not be started"),
    ],
    ids=[
        "no command",
        "an empty command",
        "a NUL in the command",
        "a NUL in the environment",
        "a variable's name with an equals sign",
        "a program's name that is too long",
        "a command that is too long",
    ],
)
async def test_a_kernelspec_that_cannot_work_is_told(
    changes: dict[str, object], words: str, runtime: Path
) -> None:
    session = await SessionOpener(Settings()).open(replace(spec_of(), **changes))  # type: ignore[arg-type]
    session.start()
    await dead(session)
    assert [words in notice for notice in notices(session)] == [True]
    await session.restart()
    assert session.state is KernelState.DEAD
    await session.shutdown()
    await session.close()
    assert files_in(runtime) == []


async def test_a_start_in_a_directory_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    work.rmdir()
    session = await SessionOpener(Settings()).open(spec_of())
    session.start()
    await dead(session)
    assert "does not exist any more" in notices(session)[0]
    work.mkdir()
    monkeypatch.chdir(work)
    await session.restart()
    await ready(session)
    await session.shutdown()
    await session.close()


async def test_a_restart_in_a_directory_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    async with session_on(spec_of()) as session:
        await ready(session)
        shutil.rmtree(work)
        await session.restart()
        assert session.state is KernelState.DEAD
        assert "there is no directory" in notices(session, NoticeKind.ERROR)[-1]
        work.mkdir()
        await session.restart()
        await ready(session)
        await check_it_works(session)
