"""What is on a server as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from tui.kernels.server.address import place_of
from tui.kernels.server.listing import RunningOnServer, ServerListing, ServerSpec
from tui.screens.connect.ages import ago
from tui.screens.connect.listed import one_line
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Tone
from tui.widgets.specs.telling import Look, TellingLine

COLUMNS = (
    Column("kernel", 10, 26, 0),
    Column("state", 5, 10, 1),
    Column("used by", 14, 40, 2),
    Column("last active", 11, 13, 3, is_number=True),
    Column("clients", 7, 7, 5, is_number=True),
    Column("id", 8, 36, 4),
)
_TONES = {"idle": Tone.GOOD, "busy": Tone.BUSY, "starting": Tone.BUSY, "dead": Tone.BAD}
NEW = "start:"
"""What the key of a row begins with that starts a kernel; the kernelspec's name follows."""


def kernel_row(kernel: RunningOnServer, name: str, tab: int | None, now: float) -> ConnectRow:
    """The row of a kernel that runs there; `name` is that of its kernelspec, cleaned."""
    active = kernel.last_activity.timestamp() if kernel.last_activity is not None else 0.0
    uses = f"open in tab {tab + 1}" if tab is not None else one_line(kernel.notebook)
    cells = (
        name,
        kernel.state or "runs",
        uses,
        ago(active, now),
        "" if kernel.connections is None else str(kernel.connections),
        kernel.kernel_id,
    )
    state = _TONES.get(kernel.state, Tone.PLAIN)
    used = Tone.STRONG if tab is not None else Tone.PLAIN
    tones = (Tone.PLAIN, state, used, Tone.QUIET, Tone.QUIET, Tone.QUIET)
    return ConnectRow(kernel.kernel_id, cells, " ".join(cells).lower(), tones)


def spec_row(spec: ServerSpec) -> ConnectRow:
    """The row that starts a kernel there."""
    new = "new, default" if spec.is_default else "new"
    cells = (one_line(spec.display_name), "start", new, "", "", "")
    search = " ".join((*cells, one_line(spec.name), spec.language)).lower()
    tones = (Tone.PLAIN, Tone.STRONG, Tone.QUIET, Tone.QUIET, Tone.QUIET, Tone.QUIET)
    return ConnectRow(f"{NEW}{spec.name}", cells, search, tones)


def name_of(kernel: RunningOnServer, listing: ServerListing) -> str:
    """The display name of a kernel's kernelspec, else its name, cleaned."""
    names = {spec.name: spec.display_name for spec in listing.specs}
    return one_line(names.get(kernel.spec_name) or kernel.spec_name or "kernel")


def title_of(kernel: RunningOnServer) -> str:
    """What names the tab of a kernel: its notebook, "" for its own name."""
    return PurePosixPath(kernel.notebook).name


def uses_of(kernel: RunningOnServer) -> str:
    """Sentences about who uses a kernel, "" where nothing is known."""
    lines = []
    if kernel.notebook:
        lines.append(f"{one_line(kernel.notebook)} uses it.")
    if kernel.connections:
        many = "1 client is" if kernel.connections == 1 else f"{kernel.connections} clients are"
        lines.append(f"{many} connected to it.")
    if kernel.state == "busy":
        lines.append("It is computing something just now.")
    return "\n".join(lines)


def kernel_details(
    kernel: RunningOnServer, listing: ServerListing, now: float
) -> Sequence[TellingLine]:
    """All there is to tell about a kernel that runs there."""
    active = kernel.last_activity
    when = ""
    if active is not None:
        local = active.astimezone().strftime("%Y-%m-%d %H:%M")
        when = f"{local}, {ago(active.timestamp(), now)}".rstrip(", ")
    facts = (
        ("server", place_of(listing.address.url)),
        ("state", kernel.state),
        ("notebook", one_line(kernel.notebook)),
        ("active", when),
        ("clients", "" if kernel.connections is None else str(kernel.connections)),
        ("kernelspec", one_line(kernel.spec_name)),
        ("id", kernel.kernel_id),
    )
    title = TellingLine("", name_of(kernel, listing), Look.TITLE)
    return [title, *(TellingLine(label, text) for label, text in facts if text)]


def spec_details(spec: ServerSpec, listing: ServerListing) -> Sequence[TellingLine]:
    """All there is to tell about a kernelspec there."""
    facts = (
        ("server", place_of(listing.address.url)),
        ("name", one_line(spec.name)),
        ("language", one_line(spec.language)),
    )
    return [
        TellingLine("", one_line(spec.display_name), Look.TITLE),
        *(TellingLine(label, text) for label, text in facts if text),
        TellingLine("", "Enter starts a new kernel on the server.", Look.DIM),
    ]
