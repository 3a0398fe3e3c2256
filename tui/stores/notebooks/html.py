"""Notebooks made pages of HTML by nbconvert, in a process of its own that has a time limit.

nbconvert is not part of jtui: it is used where it is installed beside it. The page is as the user's
own configuration of nbconvert has it; what it loads from the network when it is looked at is
nbconvert's choice. No code of the notebook is run.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tui.errors import NotebookError
from tui.model.clean import clean
from tui.stores.kernelspecs.owners import told
from tui.stores.notebooks.writing import SeenFile, save, write_file
from tui.wire.message import JsonObject

LIMIT = 120.0
"""Seconds that nbconvert has."""

LARGEST_PAGE = 1_000_000_000
"""Bytes of a page that is taken."""

_KEPT = 8_192
_SHOWN = 300


def can_make_html() -> bool:
    """Whether nbconvert is installed where jtui is; looks at the disk."""
    return find_spec("nbconvert") is not None


async def save_html(
    path: Path,
    notebook: JsonObject,
    *,
    replace: bool = False,
    seen: SeenFile | None = None,
    limit: float = LIMIT,
) -> SeenFile:
    """Write a notebook as a page of HTML, titled like the file; see `write_file` for the rest.

    Raises `NotebookError` with a sentence, also when nbconvert is not installed or takes longer
    than `limit` seconds. When this is cancelled nbconvert ends.
    """
    if not await asyncio.to_thread(can_make_html):
        raise NotebookError(
            "HTML is made by nbconvert, which is not installed beside jtui."
            " Install the package nbconvert into jtui's environment."
        )
    # The page has the name of the notebook for its title.
    name = path.stem.lstrip(".-") or "notebook"
    with _working_directory() as directory:
        source, page = Path(directory) / f"{name[:60]}.ipynb", Path(directory) / "page.html"
        await asyncio.to_thread(save, source, notebook)
        command = [sys.executable, "-P", "-m", "nbconvert", "--to=html"]
        options = [f"--output={page.stem}", f"--output-dir={directory}", str(source)]
        await _run([*command, *options], directory, limit)
        data = await asyncio.to_thread(_page, page)
        return await asyncio.to_thread(write_file, path, data, replace=replace, seen=seen)


def _working_directory() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="jtui-", ignore_cleanup_errors=True)
    except OSError as error:
        raise NotebookError(clean(f"There is no room for nbconvert: {told(error)}")) from error


async def _run(command: list[str], directory: str, limit: float) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            cwd=directory,
            start_new_session=True,
        )
    except OSError as error:
        raise NotebookError(clean(f"nbconvert cannot be started: {told(error)}")) from error
    try:
        async with asyncio.timeout(limit):
            said = await _end_of(process.stderr)
            status = await process.wait()
    except TimeoutError as error:
        raise NotebookError(f"nbconvert has not made the page within {limit:g} s.") from error
    finally:
        # All that it has started itself, too.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if status != 0:
        raise NotebookError(clean(f"nbconvert failed: {_last_line(said)}"))


async def _end_of(stream: asyncio.StreamReader | None) -> bytes:
    """The last bytes of a stream, once it has ended."""
    kept = b""
    while stream is not None and (piece := await stream.read(_KEPT)):
        kept = (kept + piece)[-_KEPT:]
    return kept


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip()[:_SHOWN] if lines else "it did not say why."


def _page(page: Path) -> bytes:
    try:
        with page.open("rb") as file:
            data = file.read(LARGEST_PAGE + 1)
    except OSError as error:
        raise NotebookError(clean(f"nbconvert made no page: {told(error)}")) from error
    if len(data) > LARGEST_PAGE:
        raise NotebookError(f"The page is larger than {LARGEST_PAGE // 1_000_000} MB.")
    return data
