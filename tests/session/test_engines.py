"""Engines of a real ipyparallel cluster, opened as kernels."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.session.real_kernels import PATIENCE, until
from tests.session.running_kernels import talk
from tui.errors import TransportError
from tui.kernels.endpoints import Engine
from tui.kernels.engines import Cluster, clusters, engine_kernel, known_clusters
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transports.existing import ExistingTransport
from tui.model.cells import Author, Cell, CellState
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import StreamOutput
from tui.wire.message import Message

# What another client of the cluster does: it runs code on engine 0 through the controller.
COLLEAGUES = {
    "apply": """
import sys, ipyparallel
engine = ipyparallel.Client(sys.argv[1], timeout=10)[0]
engine.apply_sync(exec, "print('by apply')")
""",
    "execute": """
import sys, ipyparallel
client = ipyparallel.Client(sys.argv[1], timeout=10)
client[0].execute("print('by execute'); shared = 41", silent=False, block=True)
""",
}
LIMIT = 15.0


@pytest.fixture(autouse=True)
def ipython_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Directories of IPython and Jupyter for the test alone."""
    for name in ("runtime", "ipython"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return tmp_path / "ipython"


def start(argv: list[str], directory: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *argv],
        env={**os.environ, "HOME": str(directory), "IPYTHONDIR": str(directory)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def running_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The IPython directory of a cluster of two engines on loopback; both are gone afterwards."""
    if importlib.util.find_spec("ipyparallel") is None:
        pytest.skip("ipyparallel is not installed")
    directory = tmp_path_factory.mktemp("ipython")
    profile = directory / "profile_test"
    options = [f"--profile-dir={profile}", "--log-level=40"]
    processes = [start(["ipyparallel.controller", *options, "--ip=127.0.0.1"], directory)]
    try:
        file = profile / "security" / "ipcontroller-engine.json"
        deadline = time.monotonic() + PATIENCE
        while not file.exists():
            assert processes[0].poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        for _ in range(2):
            processes.append(start(["ipyparallel.engine", *options], directory))
        yield directory
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
async def cluster(running_cluster: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """The cluster, with both engines registered."""
    monkeypatch.setenv("IPYTHONDIR", str(running_cluster))
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await clusters(limit=LIMIT)
            if found and len(found[0].engines) == 2:
                return found[0]


def test_without_profiles_there_is_no_cluster() -> None:
    assert known_clusters() == []


async def test_without_clusters_no_interpreter_is_run() -> None:
    assert await clusters("/nowhere/python") == ()


async def test_a_cluster_and_its_engines_are_found(cluster: Cluster) -> None:
    assert (cluster.profile, cluster.cluster_id, cluster.problem) == ("test", "", "")
    assert cluster.alive
    assert [engine.engine_id for engine in cluster.engines] == [0, 1]
    assert [engine.title for engine in cluster.engines] == ["test:0", "test:1"]


async def test_an_engine_is_a_kernel_of_its_own(cluster: Cluster) -> None:
    kernels = [await engine_kernel(engine, limit=LIMIT) for engine in cluster.engines]
    again = await engine_kernel(cluster.engines[0], limit=LIMIT)
    assert again == kernels[0]
    assert kernels[0].info != kernels[1].info
    assert kernels[0].file is not None
    pids = []
    for kernel in kernels:
        assert kernel.process is not None
        assert kernel.process.lives()
        async with talk(kernel.info) as client:
            await client.start("import os; print(os.getpid(), flush=True)", "cell")
            stream = await client.next("stream", "cell")
            pids.append(int(str(stream.content["text"])))
    assert pids == [kernel.process.pid for kernel in kernels if kernel.process is not None]


async def test_outputs_name_the_request_they_belong_to(cluster: Cluster) -> None:
    kernel = await engine_kernel(cluster.engines[0], limit=LIMIT)
    async with talk(kernel.info) as client:
        await client.start("print('mine', flush=True)", "cell")
        await client.next("execute_reply", "cell")
        colleague = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", COLLEAGUES["execute"], str(cluster.client_file))
        )
        theirs = await client.next("stream")
        assert await colleague.wait() == 0
        assert "by execute" in str(theirs.content["text"])
        assert theirs.parent_session not in ("", client.client.session)
        assert (await client.run("shared + 1", "next")).content["status"] == "ok"
        await client.run("1/0", "error")
        mine = [each for each in client.messages if each.parent_id in ("cell", "next", "error")]
        assert {each.parent_session for each in mine} == {client.client.session}
        assert "execute_result" in {each.msg_type for each in _of(mine, "next")}


def _of(messages: list[Message], parent: str) -> list[Message]:
    return [each for each in messages if each.parent_id == parent]


async def test_an_engine_that_computes_is_said_to(cluster: Cluster, tmp_path: Path) -> None:
    engine, begun, end = cluster.engines[0], tmp_path / "begun", tmp_path / "end"
    code = f"""
import ipyparallel
ipyparallel.Client({str(cluster.client_file)!r}, timeout=10)[0].execute('''
import pathlib, time
pathlib.Path({str(begun)!r}).touch()
while not pathlib.Path({str(end)!r}).exists(): time.sleep(0.01)
''', block=True)
"""
    colleague = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    try:
        await until(begun.exists)
        with pytest.raises(TransportError, match="Engine 0 computes"):
            await engine_kernel(engine, limit=1.0)
        end.touch()
        assert await colleague.wait() == 0
        assert (await engine_kernel(engine, limit=LIMIT)).process is not None
    finally:
        end.touch()
        if colleague.returncode is None:
            colleague.kill()
            await colleague.wait()


async def test_what_cannot_be_opened_is_refused_with_the_reason(cluster: Cluster) -> None:
    file = cluster.client_file
    with pytest.raises(TransportError, match=r"no engine 7; there are: 0, 1\."):
        await engine_kernel(Engine(file, 7), limit=LIMIT)
    with pytest.raises(TransportError, match="could not be started"):
        await engine_kernel(Engine(file, 0), "/nowhere/python")
    with pytest.raises(TransportError, match="ipyparallel failed"):
        await engine_kernel(Engine(file, 0), "/bin/true")
    with pytest.raises(TransportError, match=r"ipyparallel failed\. It said: "):
        await engine_kernel(Engine(file.with_name("missing.json"), 0))


async def test_a_python_without_ipyparallel_says_how_to_get_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys._base_executable} -S "$@"\n')  # type: ignore[attr-defined]
    bare.chmod(0o755)
    with pytest.raises(TransportError, match="pip install ipyparallel"):
        await engine_kernel(cluster.engines[0], str(bare))
    (found,) = await clusters(str(bare))
    assert not found.alive
    assert "pip install ipyparallel" in found.problem


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.stdout.write('x' * 10_000_000)", "too long"),
        ("import sys; sys.stderr.write('\\x1b[31mbad\\n' * 1_000_000)", "It said: ␛"),
        ("print('[]')", "failed"),
        ("import time; time.sleep(1000)", "no answer in time"),
        ("import subprocess; subprocess.Popen(['sleep', '1000'])", "no answer in time"),
    ],
    ids=["flood", "errors", "nonsense", "silence", "an heir that holds the output"],
)
async def test_an_interpreter_that_misbehaves_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    monkeypatch.setattr("tui.kernels.engines.child.STARTING", 2.0)
    bad = tmp_path / "python"
    bad.write_text(f"#!{sys.executable}\n{code}\n")
    bad.chmod(0o755)
    began = time.monotonic()
    with pytest.raises(TransportError, match=reason) as raised:
        await engine_kernel(Engine(tmp_path / "any.json", 0), str(bad), limit=0.1)
    assert str(raised.value).isprintable()
    assert time.monotonic() - began < 10.0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "not JSON"),
        ("[]", "does not say where"),
        ("{}", "does not say where"),
        ('{"interface": "tcp://127.0.0.1", "registration": 99999}', "does not say where"),
        ('{"interface": "tcp://127.0.0.1", "registration": 1}', "does not run any more"),
        (" " * 1_000_001, "larger than"),
    ],
    ids=["empty", "list", "no keys", "no port", "nobody listens", "huge"],
)
async def test_files_of_controllers_that_are_gone_are_told(
    ipython_dir: Path, content: str, problem: str
) -> None:
    security = ipython_dir / "profile_old" / "security"
    security.mkdir(parents=True)
    (security / "ipcontroller-mine-client.json").write_text(content)
    (found,) = await clusters("/nowhere/python")
    assert (found.profile, found.cluster_id, found.alive) == ("old", "mine", False)
    assert problem in found.problem


async def done(session: KernelSession, code: str) -> Cell:
    """A cell of one's own that has run."""
    cell_id = session.execute(code)
    cell = next(each for each in cells(session) if each.cell_id == cell_id)
    await until(lambda: cell.state is CellState.DONE)
    return cell


def printed(cell: Cell) -> str:
    """The text of all its streams."""
    streams = [output for output in cell.outputs if isinstance(output, StreamOutput)]
    return "".join(stream.text.plain() for stream in streams)


def cells(session: KernelSession) -> list[Cell]:
    return [block for block in session.transcript.blocks if isinstance(block, Cell)]


async def test_a_session_shows_its_own_cells_and_those_of_others(cluster: Cluster) -> None:
    kernel = await engine_kernel(cluster.engines[0], limit=LIMIT)
    session = KernelSession(ExistingTransport(kernel), KernelSpec("", (), "engine", ""))
    session.start()
    try:
        await until(lambda: session.state is KernelState.IDLE)
        mine = await done(session, "print('mine'); 6 * 7")
        assert "42" in repr(mine.outputs)
        for code in COLLEAGUES.values():
            colleague = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code, str(cluster.client_file))
            )
            assert await colleague.wait() == 0
        await until(lambda: printed(cells(session)[-1]) == "by execute\n")
        await until(lambda: cells(session)[-1].state is CellState.DONE)
        # A function that is sent to an engine has no code; what it prints belongs to nobody's cell.
        assert [(cell.author, printed(cell)) for cell in cells(session)] == [
            (Author.OWN, "mine\n"),
            (Author.KERNEL, "by apply\n"),
            (Author.REMOTE, "by execute\n"),
        ]
        assert "42" in repr((await done(session, "shared + 1")).outputs)
    finally:
        await session.close()
