"""Real kernels fill the width of the view in which their cells are entered, and nothing else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.session.owners import Owner
from tests.session.real_kernels import PATIENCE, R_ARGV, spec_of, until
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.past_inputs import KernelHistory
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transports.existing import ExistingTransport
from tui.kernels.transports.local import LocalTransport
from tui.kernels.watch import Watch
from tui.kernels.width.room import Room, TellWidth
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput

WIDE_FRAME = "pandas.DataFrame({f'column{at}': [at] for at in range(19)})"


def has_room(watch: Watch, columns: int, lines: int = 30) -> Watch:
    """Give a view its size."""
    watch.room = lambda: Room(columns, lines)
    return watch


@asynccontextmanager
async def session_on(
    spec: KernelSpec, directory: Path, tell: TellWidth = "own", columns: int = 120
) -> AsyncIterator[tuple[KernelSession, Watch]]:
    """A session with one view on a kernel that is started for it, ready."""
    start = Room(columns, 30)
    settings = LaunchSettings(
        env={"IPYTHONDIR": str(directory), "HISTFILE": str(directory / "history")},
        room=lambda: None if tell == "never" else start,
    )
    session = KernelSession(
        LocalTransport(launch(spec, settings), spec), spec, SessionSettings(tell_width=tell)
    )
    watch = has_room(session.watch(), columns)
    session.start()
    try:
        await until(lambda: session.state is KernelState.IDLE)
        yield session, watch
    finally:
        session.transport.kill()
        await session.close()


async def run(session: KernelSession, watch: Watch, code: str) -> Cell:
    """Run a cell to its end."""
    cell = session.transcript.cell(session.execute(code, watch))
    assert cell is not None
    await until(lambda: cell.state.is_end)
    return cell


def text_of(cell: Cell) -> str:
    """What a cell has put out, as text; its errors are a failure of the test."""
    parts = []
    for output in cell.outputs:
        assert not isinstance(output, ErrorOutput), output
        if isinstance(output, StreamOutput):
            parts.append(output.text.plain())
        elif isinstance(output, DisplayOutput):
            parts.append(str(output.data.get("text/plain", "")))
    return clean("\n".join(parts), newlines=True)


async def output(session: KernelSession, watch: Watch, code: str) -> str:
    """What a cell puts out."""
    return text_of(await run(session, watch, code)).strip("\n")


def widest(text: str) -> int:
    """The length of the longest line."""
    return max(len(line.rstrip()) for line in text.split("\n"))


@pytest.mark.parametrize("columns", [120, 60])
async def test_tables_and_arrays_fill_the_view(tmp_path: Path, columns: int) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path, columns=columns) as (session, watch):
        await run(session, watch, "import numpy, pandas")
        for code, slack in (
            ("numpy.arange(300)", 8),
            (f"print({WIDE_FRAME})", 12),
            ("list(range(300))" if columns < 79 else "numpy.ones(200)", columns),
            (f"repr({WIDE_FRAME})", columns),
        ):
            width = widest(await output(session, watch, code))
            assert columns - slack <= width <= columns or slack == columns
        assert await output(session, watch, "!tput cols") == str(columns)
        known = "import shutil; print(shutil.get_terminal_size())"
        assert f"columns={columns}, lines=30" in await output(session, watch, known)


async def test_the_view_in_which_a_cell_is_entered_wins(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, wide):
        narrow = has_room(session.watch(), 50)
        await run(session, wide, "import numpy")
        for watch, columns in ((wide, 120), (narrow, 50), (wide, 120), (wide, 90), (narrow, 60)):
            has_room(watch, columns)
            shown = await output(session, watch, "numpy.arange(300)")
            assert columns - 8 <= widest(shown) <= columns
            assert await output(session, watch, "import os; os.environ['COLUMNS']") == (
                f"'{columns}'"
            )


async def test_what_the_user_has_set_stays(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, watch):
        await run(
            session,
            watch,
            "import os, numpy, pandas\n"
            "numpy.set_printoptions(linewidth=44); pandas.set_option('display.width', 47)\n"
            "os.environ.update(COLUMNS='45', JUPYTER_COLUMNS='46', POLARS_TABLE_WIDTH='48')\n"
            "get_ipython().display_formatter.formatters['text/plain'].max_width = 49",
        )
        has_room(watch, 100)
        told = await output(
            session,
            watch,
            "print(numpy.get_printoptions()['linewidth'], pandas.get_option('display.width'),\n"
            " *(os.environ[name] for name in\n"
            "   ('COLUMNS', 'JUPYTER_COLUMNS', 'POLARS_TABLE_WIDTH')),\n"
            " get_ipython().display_formatter.formatters['text/plain'].max_width)",
        )
        assert told == "44 47 45 46 48 49"


async def test_a_kernelspec_with_columns_of_its_own_keeps_them(tmp_path: Path) -> None:
    spec = spec_of("ipykernel")
    own = KernelSpec(spec.name, spec.argv, spec.display_name, spec.language, env={"COLUMNS": "33"})
    async with session_on(own, tmp_path) as (session, watch):
        assert await output(session, watch, "import os; os.environ['COLUMNS']") == "'33'"


async def test_nothing_of_it_is_seen(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, watch):
        state = "(_, __, sorted(Out), [each for each in dir() if not each.startswith('_')])"
        assert await output(session, watch, "40 + 2") == "42"
        before = await output(session, watch, f"print({state})")
        assert "'In', 'Out', 'exit', 'get_ipython', 'open', 'quit'" in before
        has_room(watch, 90)
        assert await output(session, watch, f"print({state})") == before
        has_room(watch, 70)
        assert await output(session, watch, "_") == "42"
        assert session.transcript.execution_count == 4
        has_room(watch, 110)
        assert await output(session, watch, "print(len(In), In[1])") == "6 40 + 2"
        kept = [each.code for each in await KernelHistory(session).present()]
        assert kept[0] == "40 + 2"
        assert len(kept) == 5
        assert [type(block) for block in session.transcript.blocks] == [Cell] * 5


async def test_no_library_is_imported_for_it(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, watch):
        loaded = await output(
            session, watch, "import sys; {'numpy', 'pandas', 'rich'} & set(sys.modules)"
        )
        assert loaded == "set()"


async def test_who_wants_none_is_told_nothing(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path, "never") as (session, watch):
        await run(session, watch, "import numpy, os")
        assert await output(session, watch, "numpy.get_printoptions()['linewidth']") == "75"
        assert await output(session, watch, "os.environ.get('JUPYTER_COLUMNS')") == ""


async def test_a_view_that_is_not_laid_out_tells_nothing(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, _):
        unseen = session.watch()
        await run(session, unseen, "import numpy")
        assert await output(session, unseen, "numpy.get_printoptions()['linewidth']") == "75"


async def test_a_kernel_that_somebody_else_uses_is_left_alone(tmp_path: Path) -> None:
    owner = Owner(tmp_path, "ipykernel")
    try:
        for tell, expected in (("own", "75"), ("always", "120")):
            transport = ExistingTransport(owner.endpoint())
            session = KernelSession(
                transport,
                KernelSpec("", (), "kernel", ""),
                SessionSettings(tell_width="always" if tell == "always" else "own"),
            )
            watch = has_room(session.watch(), 120)
            session.start()
            await until(lambda session=session: session.state is KernelState.IDLE)  # type: ignore[misc]
            await run(session, watch, "import numpy")
            code = "numpy.get_printoptions()['linewidth']"
            assert await output(session, watch, code) == expected
            await session.close()
    finally:
        owner.close()


async def test_a_restarted_kernel_is_told_again(tmp_path: Path) -> None:
    async with session_on(spec_of("ipykernel"), tmp_path) as (session, watch):
        has_room(watch, 100)
        await run(session, watch, "1")
        await session.restart()
        await until(lambda: session.state is KernelState.IDLE)
        await run(session, watch, "import numpy")
        assert await output(session, watch, "numpy.get_printoptions()['linewidth']") == "100"
        assert await output(session, watch, "!tput cols") == "100"


async def test_rich_and_polars_and_sympy_follow(tmp_path: Path) -> None:
    for library in ("rich", "polars", "sympy"):
        pytest.importorskip(library)
    async with session_on(spec_of("ipykernel"), tmp_path, columns=100) as (session, watch):
        await run(session, watch, "from rich import print as say; import polars, sympy")
        for columns in (100, 64):
            has_room(watch, columns)
            assert widest(await output(session, watch, "say('x' * 300)")) == columns
            frame = "polars.Config.set_fmt_str_lengths(400); polars.DataFrame({'a': ['x' * 300]})"
            assert widest(await output(session, watch, f"{frame}")) == columns
            x = "sympy.pprint(sympy.expand((sympy.Symbol('x') + 1) ** 40))"
            assert widest(await output(session, watch, x)) <= columns


async def test_the_terminal_of_bash_has_the_size_of_the_view(tmp_path: Path) -> None:
    async with session_on(spec_of("bash_kernel"), tmp_path, columns=110) as (session, watch):

        async def shown(wanted: str) -> None:
            # It is given from outside, while the cell runs.
            while await output(session, watch, "echo $COLUMNS $(tput cols)") != wanted:
                pass

        async with asyncio.timeout(PATIENCE):
            await shown("110 110")
            has_room(watch, 64)
            await shown("64 64")
            assert await output(session, watch, "history | grep -c stty") == "1"
            await run(session, watch, "stty cols 50")
            has_room(watch, 90)
            await shown("50 50")


async def test_xeus_python_knows_it_from_its_start_only(tmp_path: Path) -> None:
    async with session_on(spec_of("xeus-python"), tmp_path, columns=110) as (session, watch):
        await run(session, watch, "import os")
        has_room(watch, 70)
        assert await output(session, watch, "os.environ['COLUMNS']") == "'110'"


async def test_r_is_told_too(tmp_path: Path) -> None:
    if shutil.which("R") is None:
        pytest.skip("R is not installed")
    spec = KernelSpec("ir", R_ARGV, "R", "R")
    async with session_on(spec, tmp_path, columns=110) as (session, watch):
        if session.info is None or session.info.implementation != "IRkernel":
            pytest.skip("IRkernel is not installed")
        assert 100 <= widest(await output(session, watch, "print(1:300)")) <= 110
        has_room(watch, 60)
        assert 50 <= widest(await output(session, watch, "print(1:300)")) <= 60
        assert session.transcript.execution_count == 2
        # IRkernel publishes silent code as well, and nobody entered that.
        codes = [block.code for block in session.transcript.blocks if isinstance(block, Cell)]
        assert codes == ["print(1:300)"] * 2
        await run(session, watch, "options(width = 70)")
        has_room(watch, 100)
        assert "70" in await output(session, watch, "print(getOption('width'))")
