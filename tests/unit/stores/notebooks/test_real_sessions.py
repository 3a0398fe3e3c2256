"""Sessions with real kernels, saved, executed by nbconvert, and opened again."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.session.real_kernels import spec_of, until
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transports.local import LocalTransport
from tui.model.cells import Cell
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import Notebook, NotebookCell, as_cell, notebook_from, notebook_of
from tui.model.notebook.taking import take_cells
from tui.model.outputs import DisplayOutput, ErrorOutput, Output, StreamOutput
from tui.stores.notebooks import open_notebook, save, save_script

needs_nbconvert = pytest.mark.skipif(
    importlib.util.find_spec("nbconvert") is None, reason="nbconvert is not installed"
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
CODES = (
    "%time\nprint('a\\nb', flush=True)",
    "import sys, base64\nprint('\\x1b[31mred\\x1b[0m')\nsys.stderr.write('oh\\n')\nprint('after')",
    f"from IPython.display import Image, display\ndisplay(Image(base64.b64decode('{PIXEL}')))",
    "class Table:\n    def _repr_html_(self):\n        return '<b>1</b>\\n'\n"
    "    def __repr__(self):\n        return 'Table'\nTable()",
    "for n in range(3):\n    print(f'{n}%', end='\\r')\nprint('done')",
    "1 / 0",
    "h = display({'text/plain': 'a\\nb'}, raw=True, display_id=True)\n"
    "display({'application/json': {'a': [1, None]}, 'text/plain': 'j'}, raw=True)",
    "x = 6 * 7\nx",
    "'last'  # üñ\u2028",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for everything of Jupyter and IPython."""
    for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    return tmp_path


@asynccontextmanager
async def session_with(spec: KernelSpec) -> AsyncIterator[KernelSession]:
    session = KernelSession(LocalTransport(launch(spec, LaunchSettings()), spec), spec)
    session.start()
    try:
        await until(lambda: session.state is KernelState.IDLE)
        yield session
    finally:
        session.transport.kill()
        await session.close()


def cells_of(session: KernelSession) -> list[Cell]:
    return [block for block in session.transcript.blocks if isinstance(block, Cell)]


async def run(session: KernelSession, codes: Sequence[str]) -> None:
    """Run cells one after the other, whether they fail or not."""
    for code in codes:
        cell_id = session.execute(code)
        cell = session.transcript.cell(cell_id)
        assert cell is not None
        await until(_is_over(cell))


def _is_over(cell: Cell) -> Callable[[], bool]:
    return lambda: cell.state.is_end


def told(output: Output) -> object:
    """All that counts of an output, as something that can be compared."""
    match output:
        case StreamOutput(name, text):
            return name, text.ansi()
        case DisplayOutput():
            data, metadata = dict(output.data), dict(output.metadata)
            return data, metadata, output.is_result, output.execution_count
        case ErrorOutput(ename, evalue, traceback):
            return ename, evalue, traceback
        case _:
            return output.prompt, output.answer


def alike(cell: Cell | NotebookCell) -> object:
    """What is the same of two cells."""
    source = cell.source if isinstance(cell, NotebookCell) else cell.code
    return source, cell.number, [told(output) for output in cell.outputs]


def alike_by_stream(cell: NotebookCell) -> object:
    """The same without the order of the streams, which a kernel tells when it comes to it."""
    streams: dict[str, str] = {}
    others = []
    for output in cell.outputs:
        if isinstance(output, StreamOutput):
            streams[output.name] = streams.get(output.name, "") + output.text.ansi()
        else:
            others.append(told(output))
    return cell.source, cell.number, streams, others


async def executed(path: Path, name: str) -> Notebook:
    """A notebook after `jupyter nbconvert --execute`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nbconvert", "--to=notebook", "--execute", str(path)),
        *(f"--output={name}", "--ExecutePreprocessor.timeout=60"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(100):
        _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return open_notebook(path.with_name(f"{name}.ipynb")).notebook


def validate(path: Path) -> None:
    rules: Any = nbformat
    rules.validate(json.loads(path.read_text("utf-8")))


def python3() -> KernelSpec:
    """ipykernel by the name under which nbconvert finds it."""
    return replace(spec_of("ipykernel"), name="python3", display_name="Python 3")


@needs_nbconvert
async def test_a_session_is_saved_executed_by_nbconvert_and_opened_as_it_was(home: Path) -> None:
    async with session_with(python3()) as session:
        await run(session, CODES)
        notebook = notebook_of(session.transcript, session.spec, session.info)
        cells = cells_of(session)
    path = home / "session.ipynb"
    save(path, notebook)
    validate(path)
    opened = open_notebook(path).notebook
    assert opened.problems == ()
    assert (opened.kernel.name, opened.kernel.language) == ("python3", "python")
    assert [alike(cell) for cell in opened.cells] == [alike(cell) for cell in cells]
    assert [cell.cell_id for cell in opened.cells] == [cell.cell_id for cell in cells]

    again = await executed(path, "executed")
    # A magic's own output has times in it, and each process colours tracebacks as it likes.
    for ours, theirs in zip(opened.cells[1:], again.cells[1:], strict=True):
        assert ours.source == theirs.source
        if ours.source != "1 / 0":
            assert alike_by_stream(ours) == alike_by_stream(theirs)
    error = again.cells[5].outputs[0]
    assert isinstance(error, ErrorOutput)
    assert error.ename == "ZeroDivisionError"


@needs_nbconvert
async def test_what_only_a_user_can_do_does_not_end_the_execution(home: Path) -> None:
    async with session_with(python3()) as session:
        cell = session.transcript.cell(session.execute("name = input('Name? ')"))
        assert cell is not None
        await until(lambda: cell.waiting_input is not None)
        session.answer("Ann")
        await until(_is_over(cell))
        await run(session, ["import signal\nsignal.raise_signal(signal.SIGINT)", "'end'"])
        notebook = notebook_of(session.transcript, session.spec, session.info)
    path = home / "a.ipynb"
    save(path, notebook)
    opened, again = open_notebook(path).notebook, await executed(path, "executed")
    (asked,) = opened.cells[0].outputs
    assert told(asked) == ("stdout", "Name? Ann\n")
    (refused,) = again.cells[0].outputs
    assert isinstance(refused, ErrorOutput)
    # The interrupted cell is left as it was saved, and the one after it is run.
    assert alike(again.cells[1]) == alike(opened.cells[1])
    assert told(again.cells[2].outputs[0]) == ({"text/plain": "'end'"}, {}, True, 2)


@needs_nbconvert
async def test_an_opened_notebook_is_run_edited_saved_and_executed(home: Path) -> None:
    path = home / "a.ipynb"
    rules: Any = nbformat.v4
    made = rules.new_notebook(
        cells=[
            rules.new_markdown_cell("# Title", metadata={"mine": 1}),
            rules.new_code_cell("a = 1\na", metadata={"tags": ["kept"]}, execution_count=9),
            rules.new_code_cell("b = 1", id="never-run"),
        ],
        metadata={"authors": [{"name": "Ann"}]},
    )
    path.write_text(json.dumps(made))
    opened = open_notebook(path)
    async with session_with(python3()) as session:
        session.transcript.put_stored([as_cell(cell) for cell in opened.notebook.cells])
        first = cells_of(session)[1]
        assert session.execute_again(first, "a = 2\na")
        await until(_is_over(first))
        await run(session, ["a + 1"])
        notebook = notebook_from(
            take_cells(session.transcript), session.spec, session.info, opened.notebook
        )
    save(path, notebook, seen=opened.seen)
    validate(path)
    stored = json.loads(path.read_text("utf-8"))
    assert stored["metadata"]["authors"] == [{"name": "Ann"}]
    assert stored["cells"][0] == {**made.cells[0], "source": ["# Title"]}
    assert stored["cells"][1]["metadata"] == {"tags": ["kept"]}
    again = await executed(path, "executed")
    assert [cell.source for cell in again.cells] == ["# Title", "a = 2\na", "b = 1", "a + 1"]
    (result,) = again.cells[3].outputs
    assert isinstance(result, DisplayOutput)
    assert result.data == {"text/plain": "3"}


async def test_a_script_of_a_session_runs_as_plain_python(home: Path) -> None:
    async with session_with(python3()) as session:
        await run(session, ["%precision 3\nx = 1", "!true\nprint(x + 1)", "for x", "print('end')"])
        notebook = notebook_of(session.transcript, session.spec, session.info)
    save_script(home / "a.py", notebook)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(home / "a.py"), stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        printed, _ = await process.communicate()
    assert (process.returncode, printed) == (0, b"2\nend\n")


async def test_a_shell_is_saved_with_its_own_language(home: Path) -> None:
    async with session_with(spec_of("bash_kernel")) as session:
        await run(session, ["echo one; echo two >&2"])
        notebook = notebook_of(session.transcript, session.spec, session.info)
        cells = cells_of(session)
    save(home / "a.ipynb", notebook)
    validate(home / "a.ipynb")
    opened = open_notebook(home / "a.ipynb").notebook
    assert [alike(cell) for cell in opened.cells] == [alike(cell) for cell in cells]
    assert opened.kernel.language == "bash"
    save_script(home / "a.sh", notebook)
    assert (home / "a.sh").read_text().startswith("# %% In [1]\necho one")
