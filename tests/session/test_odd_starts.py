"""Kernels that start oddly: late, with odd words of themselves, silent, deaf or stopped."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.session.broken_sessions import (
    IMPATIENT,
    SETTINGS,
    dead,
    notices,
    output_of,
    ready,
    run,
    session_on,
    spec_of,
    waited_for,
    warnings,
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
from tui.kernels.states import KernelState
from tui.kernels.transports.local import EndingLimits
from tui.model.cells import CellState
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


# Starts that are odd, and yet come to something.

WORKS = [
    Start("it answers late", "bind(); time.sleep(0.6); serve()", ("No sign of life",)),
    Start("it binds late", "time.sleep(0.6); serve()", ("No sign of life",)),
    Start("it floods stderr and works", FLOOD + "serve()"),
    Start("it writes escapes and works", JUNK + "serve()"),
    Start("it closes its stdout and stderr", "os.close(1); os.close(2); serve()"),
    Start("it deletes its connection file", "os.unlink(sys.argv[2]); serve()"),
    Start("it ruins its connection file", "Path(sys.argv[2]).write_text('no'); serve()"),
    Start("it ignores SIGTERM", "signal.signal(signal.SIGTERM, signal.SIG_IGN); serve()"),
    Start(
        "it ignores all that it is told to end",
        "for each in (signal.SIGTERM, signal.SIGHUP): signal.signal(each, signal.SIG_IGN)\n"
        "kernel.answers['shutdown_request'] = lambda _: None\n"
        "serve()",
    ),
    Start(
        "it leads a group of its own",
        "os.setpgid(0, 0) if os.getpgrp() != os.getpid() else 0; serve()",
    ),
    Start("it has no control channel", "bind('shell', 'iopub', 'stdin'); serve()"),
    Start("it has no stdin channel", "bind('shell', 'iopub', 'control'); serve()"),
]


@pytest.mark.parametrize("start", WORKS, ids=sentence)
async def test_an_odd_start_comes_to_something(start: Start, runtime: Path) -> None:
    settings = IMPATIENT if start.says else SETTINGS
    async with session_on(spec_of(start.code), settings=settings) as session:
        await ready(session)
        await check_it_works(session)
        said = notices(session)
        assert len(said) == len(start.says)
        assert all(words in each for words, each in zip(start.says, said, strict=True)), said
        first = process_of(session)
        await session.restart()
        await ready(session)
        await check_it_ends(session, runtime, first)


# What they tell of themselves.

INFOS = [
    Start("it tells nothing of itself", "kernel.info = {}; serve()"),
    Start("it tells null of itself", "kernel.info = None; serve()"),
    Start("its language is null", "kernel.info = {'status': 'ok', 'language_info': None}; serve()"),
    Start("its language is a text", "kernel.info = {'language_info': 'python'}; serve()"),
    Start(
        "all it tells is of the wrong type",
        "kernel.info = dict.fromkeys(kernel.info, 5) | {'banner': [], 'implementation': {}}\n"
        "kernel.info['language_info'] = {'name': 5, 'pygments_lexer': [], 'codemirror_mode': 1}\n"
        "serve()",
    ),
    Start("its banner has 10 MB", "kernel.info = {'banner': 'b' * 10_000_000}; serve()"),
    Start("its status is unknown", "kernel.info = {'status': 'daydreaming'}; serve()"),
    Start("its status is error", "kernel.info = {'status': 'error', 'ename': 'E'}; serve()"),
    Start(
        "its lexer is nobody's", "kernel.info['language_info']['pygments_lexer'] = 'x/y'; serve()"
    ),
    Start(
        "it answers as another session each time",
        "kernel.answers['kernel_info_request'] = lambda _: (\n"
        "    setattr(kernel, 'session', os.urandom(4).hex()), kernel.tell_info(_))\n"
        "serve()",
    ),
    Start(
        "it answers twice",
        "tell = kernel.tell_info\n"
        "kernel.answers['kernel_info_request'] = lambda _: (tell(_), tell(_))\n"
        "serve()",
    ),
    Start(
        "it answers what was not asked first",
        "kernel.answers['kernel_info_request'] = lambda _: (\n"
        "    send(shell, 'kernel_info_reply', {}, parent={'msg_id': 'nobody'}),\n"
        "    send(shell, 'execute_reply', {'status': 'error'}),\n"
        "    kernel.tell_info(_))\n"
        "serve()",
    ),
    Start(
        "it talks before it is asked",
        "bind()\n"
        "for n in range(50):\n"
        "    send(iopub, 'status', {'execution_state': 'idle'}, parent={})\n"
        "    send(iopub, 'stream', text('talk'), parent={})\n"
        "    time.sleep(0.005)\n"
        "serve()",
    ),
]


@pytest.mark.parametrize("start", INFOS, ids=sentence)
async def test_a_kernel_may_tell_anything_of_itself(start: Start) -> None:
    async with session_on(spec_of(start.code)) as session:
        await ready(session)
        await check_it_works(session)
        assert (session.discarded, notices(session)) == (0, [])


async def test_a_kernel_that_publishes_nothing_can_be_used_all_the_same(runtime: Path) -> None:
    async with session_on(spec_of("kernel.muted.add('iopub'); serve()")) as session:
        await ready(session)
        cell = await run(session, "1")
        assert (output_of(cell), cell.state, cell.number) == ("", CellState.DONE, 1)
        assert notices(session) == []
        await check_it_ends(session, runtime)


@pytest.mark.parametrize("value", ["", "${NOWHERE}", "ä\udcff", "x" * 100_000, "a\nb", "$$"])
async def test_odd_values_in_the_environment_reach_the_kernel(value: str) -> None:
    spec = replace(spec_of(), env={"ODD": value, "LD_NOTHING": "$HOME"})
    async with session_on(spec) as session:
        await ready(session)
        cell = await run(session, "send(iopub, 'stream', text(f'{len(os.environ[\"ODD\"])} '))")
        expected = len(value.replace("$$", "$"))
        assert output_of(cell) == f"{expected} after"


async def test_a_kernel_that_finds_its_ports_taken_gets_others(
    runtime: Path, tmp_path: Path
) -> None:
    take = (
        "import socket\n"
        "taken = socket.socket()\n"
        "taken.bind(('127.0.0.1', kernel.connection['shell_port']))\n"
        "taken.listen()\n"
        "serve()"
    )
    async with session_on(once(take, tmp_path / "marker")) as session:
        await ready(session)
        await check_it_works(session)
        assert notices(session) == []
        await check_it_ends(session, runtime)


async def test_a_kernel_that_always_finds_its_ports_taken_is_dead(runtime: Path) -> None:
    async with session_on(spec_of("sys.exit('zmq: Address already in use')")) as session:
        await dead(session, 2.0)
        [notice] = notices(session)
        assert "exit code 1" in notice and "Address already in use" in notice
        await check_it_ends(session, runtime)


# Starts that come to nothing.

SILENCE = ("No sign of life", "F7")
SILENT = [
    Start("it never binds", "time.sleep(1000)", SILENCE),
    Start("it never binds and says why", "os.write(2, b'no GPU'); time.sleep(1000)", ("no GPU",)),
    Start("it binds but never answers", "bind(); time.sleep(1000)", SILENCE),
    Start("it stops at its start", "os.kill(os.getpid(), signal.SIGSTOP)", SILENCE),
    Start("it stops once it has bound", "bind(); os.kill(os.getpid(), signal.SIGSTOP)", SILENCE),
    Start("it is lost in a loop", "bind()\nwhile True: pass", SILENCE),
    Start("its key is another", "kernel.key = b'another'; serve()", ("wrong key", "F7")),
    Start("it does not sign", "kernel.key = b''; serve()", ("wrong key", "F7")),
    Start(
        "it speaks and does not answer",
        "kernel.muted.add('shell'); serve()",
        ("from the kernel for 0.4 s", "F7"),
    ),
    Start(
        "it answers another",
        "reply = lambda _: send(shell, 'kernel_info_reply', {}, parent={'msg_id': 'x'})\n"
        "kernel.answers['kernel_info_request'] = reply\n"
        "serve()",
        ("from the kernel for 0.4 s",),
    ),
    Start(
        "its answer cannot be read",
        "kernel.info = b'{'; serve()",
        ("A broken message", "from the kernel for 0.4 s"),
    ),
    Start("it has only a control channel", "bind('control'); serve()", SILENCE),
    Start(
        "it is deaf and mute", "signal.pthread_sigmask(0, range(1, 32)); time.sleep(1000)", SILENCE
    ),
]


@pytest.mark.parametrize("start", SILENT, ids=sentence)
async def test_a_start_that_comes_to_nothing_is_told_and_can_be_repeated(
    start: Start, runtime: Path, tmp_path: Path
) -> None:
    async with session_on(once(start.code, tmp_path / "marker"), settings=IMPATIENT) as session:
        cell = session.transcript.cell(session.execute("send(iopub, 'stream', text('never'))"))
        assert cell is not None
        await waited_for(
            session, lambda: all(each in "".join(warnings(session)) for each in start.says)
        )
        assert (session.state, session.queue_length) == (KernelState.STARTING, 1)
        await session.interrupt()
        assert cell.state is CellState.CANCELLED
        first = process_of(session)
        await session.restart()
        await ready(session)
        await check_it_works(session)
        await check_it_ends(session, runtime, first)


@pytest.mark.parametrize("start", SILENT[2:7], ids=sentence)
async def test_a_start_that_comes_to_nothing_can_be_ended(start: Start, runtime: Path) -> None:
    async with session_on(spec_of(start.code), settings=IMPATIENT) as session:
        await waited_for(session, lambda: bool(warnings(session)))
        await check_it_ends(session, runtime)


@pytest.mark.parametrize(
    "code",
    [
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "signal.pthread_sigmask(0, range(1, 32)); time.sleep(1000)",
        "if os.fork(): time.sleep(1000)\nsignal.pthread_sigmask(0, range(1, 32)); time.sleep(1000)",
    ],
    ids=["it is stopped", "it is deaf", "its child is deaf"],
)
async def test_with_the_usual_patience_too_any_kernel_ends_in_time(
    code: str, runtime: Path
) -> None:
    async with session_on(spec_of(code), settings=IMPATIENT, limits=EndingLimits()) as session:
        await waited_for(session, lambda: bool(warnings(session)))
        await check_it_ends(session, runtime)


async def test_a_wrong_key_is_told_again_after_a_restart() -> None:
    async with session_on(spec_of("kernel.key = b'another'; serve()")) as session:
        for count in (1, 2):
            await waited_for(session, lambda: len(warnings(session)) == count)  # noqa: B023
            assert "wrong key" in warnings(session)[-1]
            await session.restart()


async def test_a_kernel_that_dies_after_a_long_silence_is_dead() -> None:
    code = "time.sleep(0.6); sys.exit('gave up')"
    async with session_on(spec_of(code), settings=IMPATIENT) as session:
        await waited_for(session, lambda: bool(warnings(session)))
        await dead(session, 2.0)
        assert "gave up" in notices(session, NoticeKind.ERROR)[0]
