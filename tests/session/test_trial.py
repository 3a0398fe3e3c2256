"""Trials of kernels: what comes of each, and that nothing is left of any."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.session.broken_sessions import files_in, spec_of
from tests.session.broken_starts import FLOOD, JUNK
from tests.session.left_behind import MARK, marked, new_mark
from tests.session.real_kernels import program, until
from tests.session.real_kernels import spec_of as real_spec_of
from tui.kernels.launch import LaunchSettings
from tui.kernels.survivors import survivors
from tui.kernels.trial import Trial, try_all, try_kernel
from tui.model.kernelspec import KernelSpec

SLEEP = "import time; time.sleep(1000)"
# The start of a kernel that leaves a child in a session of its own.
CHILD = (
    "import subprocess\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'],"
    " start_new_session=True)\n"
)


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


@pytest.fixture(autouse=True)
def nothing_is_left(
    runtime: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail when a test leaves a process or a file behind, or an error in the log."""
    mark = new_mark()
    monkeypatch.setenv(MARK, mark)
    yield
    assert (marked(mark), psutil.Process().children()) == ([], [])
    assert files_in(runtime) == []
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


def named(spec: KernelSpec, name: str) -> KernelSpec:
    return replace(spec, name=name)


async def kernels_are_launched(runtime: Path, count: int = 1) -> list[int]:
    """Wait until so many kernels are on record; their process ids."""
    records = runtime / "jtui" / "kernels"
    await until(lambda: len(list(records.glob("*.json"))) >= count)
    return [json.loads(path.read_text())["kernel_pid"] for path in records.glob("*.json")]


# Kernels that work.


@pytest.mark.parametrize("kernel", ["ipykernel", "bash_kernel"])
async def test_a_real_kernel_works(kernel: str) -> None:
    trial = await try_kernel(real_spec_of(kernel))
    assert (trial.works, trial.reason) == (True, "")
    assert 0 < trial.seconds < 30
    assert trial.info is not None
    assert trial.info.language == ("python" if kernel == "ipykernel" else "bash")


async def test_nothing_is_run_in_a_kernel(tmp_path: Path) -> None:
    log = tmp_path / "requests"
    spec = spec_of(
        "whole = kernel.take\n"
        "def take(socket, channel):\n"
        "    whole(socket, channel)\n"
        f"    with open({str(log)!r}, 'a') as file: file.write(kernel.request['msg_type'] + ' ')\n"
        "kernel.take = take\n"
        "serve()"
    )
    assert (await try_kernel(spec)).works
    assert set(log.read_text().split()) == {"kernel_info_request"}


QUIRKS = {
    "it never publishes": "kernel.muted.add('iopub')\nserve()",
    "it writes a lot": FLOOD + "serve()",
    "it knows nothing of itself": "kernel.info = {'status': 'ok', 'language_info': 7}\nserve()",
    "its banner is large": "kernel.info['banner'] = 'x' * 10_000_000\nserve()",
    "it ignores SIGTERM and the shutdown": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "kernel.answers.pop('shutdown_request')\nserve()"
    ),
    "it leaves a child in another session": CHILD + "serve()",
}


@pytest.mark.parametrize("start", QUIRKS.values(), ids=QUIRKS)
async def test_a_kernel_with_quirks_works(start: str) -> None:
    trial = await try_kernel(spec_of(start))
    assert (trial.works, trial.reason) == (True, "")
    assert trial.info is not None


async def test_what_a_working_kernel_wrote_is_kept() -> None:
    trial = await try_kernel(spec_of("print('careful', file=sys.stderr, flush=True)\nserve()"))
    assert (trial.works, trial.stderr) == (True, "careful\n")


# Kernels that do not.

FAILURES = {
    "it exits with 1 and a word": ("sys.exit('no licence')", ("exit status 1", "no licence")),
    "it exits with 0": ("end(0)", ("exit status 0 before it answered",)),
    "it exits after it has bound": ("bind(); end(7)", ("exit status 7",)),
    "it crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", ("signal 11 (SIGSEGV)",)),
    "it ends by a real-time signal": ("os.kill(os.getpid(), 40)", ("by signal 40 before",)),
    "a module is missing": ("import no_such", ("exit status 1", "No module named 'no_such'")),
    "it floods stderr and exits": (FLOOD + "end(4)", ("exit status 4", "xxx")),
    "it writes escapes and exits": (JUNK + "end(5)", ("exit status 5", "red")),
    "it exits at the first question": (
        "kernel.answers['kernel_info_request'] = lambda _: end(9)\nserve()",
        ("exit status 9",),
    ),
}


@pytest.mark.parametrize(("start", "words"), FAILURES.values(), ids=FAILURES)
async def test_a_kernel_that_ends_fails_with_how_and_its_last_words(
    start: str, words: tuple[str, ...]
) -> None:
    trial = await try_kernel(spec_of(start))
    assert (trial.works, trial.info) == (False, None)
    assert [word for word in words if word not in trial.reason] == []
    assert not {"\x1b", "\x9b", "\x07", "\0"} & set(trial.reason)
    assert trial.seconds < 10


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("print('waiting', flush=True); time.sleep(1000)", ("sign of life", "3 s", "waiting")),
        ("bind('iopub', 'control', 'stdin'); serve()", ("sign of life",)),
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)", ("sign of life",)),
        (CHILD + "time.sleep(1000)", ("sign of life",)),
        ("os.kill(os.getpid(), signal.SIGSTOP)", ("sign of life",)),
        ("while True: os.write(2, b'x' * 9999 + b'\\n')", ("sign of life", "xxx")),
    ],
    ids=[
        "hangs",
        "no shell",
        "ignores SIGTERM",
        "leaves a child",
        "is stopped",
        "floods",
    ],
)
async def test_a_kernel_that_does_not_answer_is_given_up(
    start: str, words: tuple[str, ...]
) -> None:
    # A machine that is busy takes a second to begin with the kernel's first line.
    trial = await try_kernel(spec_of(start), 3.0)
    assert not trial.works
    assert [word for word in words if word not in trial.reason] == []
    assert 3.0 <= trial.seconds < 6.0


async def test_a_kernel_that_publishes_and_does_not_answer_is_told_apart() -> None:
    # The first question may be asked before the kernel's state can be heard; the second is not.
    trial = await try_kernel(spec_of("kernel.muted.add('shell')\nserve()"), 3.0)
    assert not trial.works
    assert "it did not answer within 3 s" in trial.reason


async def test_a_wrong_key_is_told_long_before_the_limit() -> None:
    trial = await try_kernel(spec_of("kernel.key = b'another'\nserve()"), 60.0)
    assert not trial.works and "wrong key" in trial.reason
    assert trial.seconds < 20.0


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (KernelSpec("gone", ("/no/such/program",), "G", "none"), "there is no program"),
        (KernelSpec("empty", (), "E", "none"), "names no command"),
        (KernelSpec("folder", ("/",), "F", "none"), "may not be executed"),
        (KernelSpec("nul", (sys.executable, "a\0b"), "N", "none"), "cannot be passed on"),
    ],
    ids=["no program", "no command", "a directory", "a NUL"],
)
async def test_a_kernel_that_cannot_be_started_fails_in_words(spec: KernelSpec, words: str) -> None:
    trial = await try_kernel(spec)
    assert (trial.works, trial.stderr, trial.info) == (False, "", None)
    assert words in trial.reason


async def test_settings_are_those_of_a_launch(tmp_path: Path) -> None:
    settings = LaunchSettings(cwd=tmp_path, env={"GREETING": "hello"})
    start = "print(os.getcwd(), os.environ['GREETING']); end(1)"
    trial = await try_kernel(spec_of(start), settings=settings)
    assert trial.stderr.split() == [str(tmp_path), "hello"]


# While it runs, and when it is cancelled.


async def test_a_kernel_under_trial_is_on_record_and_nobodys_survivor(runtime: Path) -> None:
    trial = asyncio.ensure_future(try_kernel(program(SLEEP)))  # noqa: TID251 (the test owns it)
    await kernels_are_launched(runtime)
    assert survivors() == []
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 10, 50])
async def test_a_trial_that_is_cancelled_at_its_start_leaves_nothing(turns: int) -> None:
    trial = asyncio.ensure_future(try_kernel(program(SLEEP)))  # noqa: TID251 (the test owns it)
    for _ in range(turns):
        await asyncio.sleep(0)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert psutil.Process().children() == []


@pytest.mark.parametrize(
    "start",
    [
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)",
        CHILD + "time.sleep(1000)",
        "while True: os.write(2, b'x' * 9999 + b'\\n')",
    ],
    ids=["ignores SIGTERM", "leaves a child", "floods"],
)
async def test_a_trial_that_is_cancelled_leaves_nothing(runtime: Path, start: str) -> None:
    trial = asyncio.ensure_future(try_kernel(spec_of(start)))  # noqa: TID251 (the test owns it)
    [pid] = await kernels_are_launched(runtime)
    if start.startswith(CHILD):
        await until(lambda: psutil.Process(pid).children() != [])
    begun = asyncio.get_running_loop().time()
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert asyncio.get_running_loop().time() - begun < 2.0


async def test_a_trial_that_is_cancelled_twice_leaves_nothing(runtime: Path) -> None:
    trial = asyncio.ensure_future(try_kernel(program(SLEEP)))  # noqa: TID251 (the test owns it)
    await kernels_are_launched(runtime)
    trial.cancel()
    await asyncio.sleep(0)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    await until(lambda: files_in(runtime) == [] and not psutil.Process().children())


# Several.


async def test_all_are_tried_and_each_is_reported_with_its_name() -> None:
    specs = [
        named(spec_of(), "good"),
        named(spec_of("end(3)"), "bad"),
        KernelSpec("gone", ("/no/such/program",), "G", "none"),
        named(spec_of(), "better"),
    ]
    reported: dict[str, Trial] = {}
    await try_all(specs, reported.__setitem__)
    assert {name: trial.works for name, trial in reported.items()} == {
        "good": True,
        "bad": False,
        "gone": False,
        "better": True,
    }


@pytest.mark.parametrize("at_once", [1, 3])
async def test_no_more_are_tried_at_once_than_allowed(tmp_path: Path, at_once: int) -> None:
    # Each counts those that are there with it, and is there until so many have been.
    here = tmp_path / "here"
    here.mkdir()
    start = (
        f"here = Path({str(here)!r})\n"
        "(here / str(os.getpid())).touch()\n"
        f"while len(list(here.iterdir())) < {at_once}:\n"
        "    time.sleep(0.01)\n"
        "time.sleep(0.2)\n"
        "most = len(list(here.iterdir()))\n"
        "(here / str(os.getpid())).rename(here.parent / str(os.getpid()))\n"
        "print(most)\n"
        "end(1)\n"
    )
    specs = [named(spec_of(start), str(number)) for number in range(at_once * 2)]
    most: list[int] = []
    await try_all(specs, lambda _, trial: most.append(int(trial.stderr)), at_once=at_once)
    assert len(most) == len(specs)
    assert max(most) == at_once


async def test_trials_that_are_cancelled_leave_nothing_and_begin_no_more(runtime: Path) -> None:
    reported: list[str] = []
    specs = [named(program(SLEEP), str(number)) for number in range(10)]
    trials = asyncio.ensure_future(  # noqa: TID251 (the test owns it)
        try_all(specs, lambda name, _: reported.append(name), at_once=3)
    )
    await kernels_are_launched(runtime, 3)
    assert len(psutil.Process().children()) == 3
    trials.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trials
    assert reported == []
    assert psutil.Process().children() == []


async def test_a_report_that_fails_ends_the_trials(
    runtime: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def report(name: str, trial: Trial) -> None:
        raise ValueError(name)

    specs = [named(program(SLEEP), "sleeper"), named(spec_of("end(1)"), "ended")]
    with pytest.raises(ValueError, match="ended"):
        await try_all(specs, report)
    assert psutil.Process().children() == []
    # The owner of its task has logged it.
    assert [each.levelno for each in caplog.records] == [logging.ERROR]
    caplog.clear()


async def test_a_runtime_directory_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/dev/null/runtime")
    trial = await try_kernel(program(SLEEP))
    assert not trial.works and "cannot be written" in trial.reason
