"""What runs here, with real kernels in every state."""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.session.real_kernels import program, spec_of, until
from tests.session.running_kernels import foreign, talk
from tests.session.test_survivors import owner
from tui.kernels.connection import new_local
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.cleaning import clean_up
from tui.kernels.running.finding import find_connection_file
from tui.kernels.running.listing import list_running, running_now
from tui.kernels.running.row import RunningKernel


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    path.mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return path


async def only() -> RunningKernel:
    """The only row."""
    (row,) = await running_now()
    return row


async def test_an_idle_kernel_is_told_in_full(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel, talk(kernel.info) as client:
        await client.run("1", "cell")
        row = await only()
        assert (row.state, row.language, row.pid) == ("idle", "python", kernel.process.pid)
        assert (row.clients, row.owner, row.survivor) == (1, "", None)
        assert row.memory is not None
        assert row.memory > 10_000_000
        assert row.cpu is not None
        assert abs(time.time() - row.since) < 120
        assert row.endpoint().process == ProcessIdentity.of(kernel.process.pid)


async def test_another_kind_of_kernel_is_told_as_well(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json", "bash_kernel") as kernel:
        row = await only()
        assert (row.state, row.language, row.pid) == ("idle", "bash", kernel.process.pid)
        assert row.memory is not None


async def test_a_busy_kernel_is_busy_and_goes_on_undisturbed(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel, talk(kernel.info) as client:
        flag = runtime / "flag"
        code = f"import pathlib\nwhile not pathlib.Path({str(flag)!r}).exists(): pass\n'through'"
        await client.start(code, "cell")
        row = await only()
        assert (row.state, row.clients) == ("busy", 1)
        assert row.cpu is not None
        assert row.cpu > 5
        flag.touch()
        assert (await client.next("execute_reply", "cell")).content["status"] == "ok"
        # The question it found afterwards was answered to somebody who is gone.
        assert (await client.run("2", "next")).content["execution_count"] == 2
        assert (await only()).state == "idle"


async def test_a_stopped_kernel_does_not_answer_and_is_not_called_dead(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        kernel.stop()
        row = await only()
        assert row.state == "unanswering"
        assert "stopped" in row.problem
        assert clean_up([row]).removed == 0
        assert kernel.file.exists()


async def test_a_killed_kernel_is_dead_at_once(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        assert find_connection_file("").file == kernel.file
        kernel.kill()
        began = time.monotonic()
        row = await only()
        assert row.state == "dead"
        assert row.pid is None
        assert time.monotonic() - began < 2.0
        assert clean_up([row]).removed == 0
        os.utime(kernel.file, (1_000_000_000, 1_000_000_000))
        assert clean_up([await only()]).removed == 1
        assert not kernel.file.exists()


async def test_a_kernel_with_another_key_lives(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        fields = json.loads(kernel.file.read_text())
        kernel.file.write_text(json.dumps({**fields, "key": "another"}))
        row = await only()
        assert row.state == "busy"
        assert row.pid == kernel.process.pid


async def test_a_program_that_listens_and_is_no_kernel_gives_no_answer(runtime: Path) -> None:
    code = """
import json, socket, sys, time
fields = json.loads(sys.argv[2])
sockets = []
for name in ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"):
    sockets.append(socket.socket())
    sockets[-1].bind(("127.0.0.1", 0))
    sockets[-1].listen()
    fields[name] = sockets[-1].getsockname()[1]
open(sys.argv[1], "w").write(json.dumps(fields))
time.sleep(1000)
"""
    file = runtime / "kernel-1.json"
    argv = ("-c", code, str(file), new_local("mute", curve=False).to_json())
    process = await asyncio.create_subprocess_exec(program("").argv[0], *argv)
    try:
        await until(file.exists)
        row = await only()
        assert (row.state, row.pid) == ("unanswering", process.pid)
    finally:
        process.kill()
        await process.wait()


async def test_a_process_with_the_file_that_does_not_listen_is_starting(runtime: Path) -> None:
    file = runtime / "kernel-1.json"
    file.write_text(new_local("slow", curve=False).to_json())
    argv = program("import time; time.sleep(1000)", "-f", str(file)).argv
    process = await asyncio.create_subprocess_exec(*argv)
    try:
        row = await only()
        assert (row.state, row.pid) == ("starting", process.pid)
        os.utime(file, (1_000_000_000, 1_000_000_000))
        row = await only()
        assert row.state == "unanswering"
        assert "does not listen" in row.problem
    finally:
        process.kill()
        await process.wait()
    assert (await only()).state == "dead"


async def test_a_kernel_of_another_computer_is_not_asked(runtime: Path) -> None:
    fields = json.loads(new_local("far", curve=False).to_json())
    (runtime / "kernel-1.json").write_text(json.dumps({**fields, "ip": "192.0.2.7"}))
    began = time.monotonic()
    row = await only()
    assert (row.state, row.pid, row.clients) == ("elsewhere", None, None)
    assert time.monotonic() - began < 2.0
    assert row.can_be_attached


async def test_kernels_of_this_jtui_are_marked(runtime: Path) -> None:
    process = launch(spec_of("ipykernel"), LaunchSettings())
    try:
        await until(lambda: find_connection_file("").process is not None)
        while (row := await only()).state == "alive" or not row.language:
            assert process.poll() is None
        assert (row.owner, row.survivor, row.kernel_name) == ("this", None, "ipykernel")
        assert (row.state, row.pid) == ("idle", process.pid)
        assert row.info is not None
        assert row.info.curve_publickey
    finally:
        process.kill_tree()
        assert process.wait(10.0) is not None


async def test_those_that_outlived_their_jtui_come_first(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json"):
        with owner("keep") as (jtui, kernel):
            rows = await running_now()
            assert {row.owner for row in rows} == {"", "another"}
            jtui.kill()
            jtui.wait()
            first, second = await running_now()
            assert second.file.name == "kernel-1.json"
            assert first.survivor is not None
            assert first.survivor.kept
            assert (first.kernel_name, first.pid) == ("sleeper", kernel.pid)
            assert (first.owner, first.state) == ("", "starting")
            first.survivor.kill()
            await until(lambda: not kernel.lives(), 2.0)
            assert [row.file for row in await running_now()] == [second.file]


async def test_files_come_first_and_facts_as_they_are_known(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel, foreign(runtime / "kernel-2.json"):
        kernel.stop()
        (runtime / "kernel-broken.json").write_text("{")
        os.mkfifo(runtime / "kernel-pipe.json")
        states: dict[str, list[str]] = {}
        async with aclosing(list_running()) as batches:
            first = True
            async for batch in batches:
                if first:
                    assert {row.state for row in batch} == {"unknown", "broken"}
                    assert len(batch) == 4
                first = False
                for row in batch:
                    states.setdefault(row.file.stem, []).append(row.state)
        assert states["kernel-1"][:2] == ["unknown", "alive"]
        assert states["kernel-1"][-1] == "unanswering"
        assert states["kernel-2"][-1] == "idle"
        assert states["kernel-broken"] == states["kernel-pipe"] == ["broken"]


async def test_a_list_that_is_left_early_ends(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        kernel.stop()
        before = len(asyncio.all_tasks())
        async with aclosing(list_running()) as batches:
            await anext(batches)
            await anext(batches)
            assert len(asyncio.all_tasks()) > before
        assert len(asyncio.all_tasks()) == before


async def test_a_thousand_stale_files_are_told_at_once(runtime: Path) -> None:
    text = new_local("gone", curve=False).to_json()
    for number in range(1000):
        (runtime / f"kernel-{number:04}.json").write_text(text)
    spent = []
    for _ in range(3):
        began = time.process_time()
        rows = await running_now()
        spent.append(time.process_time() - began)
    assert [row.state for row in rows] == ["dead"] * 1000
    assert min(spent) < 1.0


async def test_many_that_live_are_asked_at_the_same_time(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        text = kernel.file.read_text()
        for number in range(100, 300):
            (runtime / f"kernel-{number}.json").write_text(text)
        began = time.monotonic()
        rows = await running_now()
        assert {row.state for row in rows} == {"idle"}
        assert len(rows) == 201
        assert time.monotonic() - began < 20.0


async def test_nothing_is_left_open(runtime: Path) -> None:
    async with foreign(runtime / "kernel-1.json") as kernel:
        await only()
        counts = []
        for _ in range(5):
            assert (await only()).clients == 0
            counts.append(len(os.listdir("/proc/self/fd")))  # noqa: PTH208
        assert counts[-1] <= counts[0] + 2
        assert kernel.process.poll() is None
