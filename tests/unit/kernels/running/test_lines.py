"""The list as lines of text."""

from __future__ import annotations

import time
from pathlib import Path

from tui.kernels.connection import new_local
from tui.kernels.running.lines import memory_words, running_lines, since_words
from tui.kernels.running.row import RunningKernel, in_order

NOW = time.mktime((2024, 5, 17, 15, 30, 0, 0, 0, -1))
INFO = new_local("python3", curve=False)


def row(name: str, **fields: object) -> RunningKernel:
    return RunningKernel(Path(f"/run/kernel-{name}.json"), INFO, **fields)  # type: ignore[arg-type]


def test_nothing_is_said_to_be_nothing() -> None:
    assert running_lines([], NOW) == ["No kernel runs here."]


def test_each_kernel_has_a_line() -> None:
    rows = [
        row("2", state="dead", since=NOW - 400_000, kernel_name="ir"),
        row(
            "1",
            state="busy",
            since=NOW - 60,
            kernel_name="python3",
            pid=4711,
            cpu=99.7,
            memory=1_234_567_890,
            clients=2,
            notebook="work/a.ipynb",
            server_url="http://127.0.0.1:8888/",
            owner="this",
        ),
        row("3", state="broken", problem="It is not JSON."),
    ]
    assert running_lines(rows, NOW) == [
        "KERNEL   STATE   SINCE              PID    CPU  MEMORY  CLIENTS  FILE",
        "python3  busy    15:29:00          4711  100 %  1.2 GB        2  kernel-1.json",
        "  notebook work/a.ipynb of http://127.0.0.1:8888/",
        "  open in a jtui",
        "ir       dead    2024-05-13 00:23     -      -       -        -  kernel-2.json",
        "-        broken  -                    -      -       -        -  kernel-3.json",
        "  It is not JSON.",
    ]


def test_no_text_steers_the_terminal() -> None:
    bad = "\x1b[31m\u202e\n" + "x" * 1000
    rows = [
        row(bad, kernel_name=bad, notebook=bad, server_url=bad, problem=bad),
        row("2", kernel_name="", language=bad),
    ]
    lines = running_lines(rows, NOW)
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) < 1200


def test_odd_times_are_not_known() -> None:
    for odd in (0.0, -5.0, 1e30, float("inf"), float("nan")):
        assert since_words(odd, NOW) == "-"


def test_memory_is_in_megabytes() -> None:
    assert (memory_words(0), memory_words(54_300_000)) == ("0 MB", "54 MB")


def test_the_living_come_first_and_the_newest_of_them() -> None:
    rows = [
        row("broken", state="broken", since=9),
        row("dead", state="dead", since=8),
        row("far", state="elsewhere", since=7),
        row("old", state="idle", since=1),
        row("new", state="unanswering", since=2),
    ]
    names = [each.file.stem.removeprefix("kernel-") for each in in_order(rows)]
    assert names == ["new", "old", "far", "dead", "broken"]
