"""How often the size of a kernel's log is looked at."""

from __future__ import annotations

from pathlib import Path

from tests.fakes import until
from tui.kernels.kernel_log import KEPT, LIMIT, KernelLog
from tui.kernels.log_watch import LogWatch
from tui.tasks import TaskOwner


async def test_looks_become_rare_at_rest_and_frequent_when_something_happens(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log"
    path.touch()
    watch = LogWatch(KernelLog(path), TaskOwner("test"), shortest=0.001, longest=0.064)
    watch.start()
    await until(lambda: watch.interval == 0.064)
    watch.stir()
    assert watch.interval == 0.001
    await until(lambda: watch.interval == 0.064)
    path.write_bytes(b"x")
    await until(lambda: watch.interval < 0.064)
    watch.stop()


async def test_a_log_that_has_grown_too_long_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "log"
    tasks = TaskOwner("test")
    watch = LogWatch(KernelLog(path), tasks, shortest=0.001, longest=0.001)
    watch.start()
    path.write_bytes(b"x" * (LIMIT + 1))
    await until(lambda: path.stat().st_size == KEPT)
    watch.stop()
    await tasks.cancel()
