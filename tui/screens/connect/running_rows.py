"""Kernels that run here as the page shows them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tui.kernels.running.row import RunningKernel
from tui.screens.connect.ages import ago, megabytes, percent
from tui.screens.connect.listed import one_line
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Tone
from tui.widgets.specs.telling import Look, TellingLine

COLUMNS = (
    Column("kernel", 8, 22, 0),
    Column("state", 8, 11, 1),
    Column("used by", 14, 30, 2),
    Column("since", 11, 13, 3, is_number=True),
    Column("cpu", 5, 6, 5, is_number=True),
    Column("memory", 6, 7, 4, is_number=True),
    Column("clients", 7, 7, 7, is_number=True),
    Column("pid", 5, 9, 6, is_number=True),
)
_STATES = {"alive": "runs", "unknown": "…", "unanswering": "silent"}
_TONES = {
    "idle": Tone.GOOD,
    "busy": Tone.BUSY,
    "starting": Tone.BUSY,
    "unanswering": Tone.BAD,
    "broken": Tone.BAD,
}


def row_of(kernel: RunningKernel, tab: int | None, now: float) -> ConnectRow:
    """The row of a kernel that is open in the tab of a place, `None` for none; some 15 µs."""
    cells = (
        name_of(kernel),
        _STATES.get(kernel.state, kernel.state),
        used_by(kernel, tab),
        ago(kernel.since, now),
        percent(kernel.cpu),
        megabytes(kernel.memory),
        "" if kernel.clients is None else str(kernel.clients),
        "" if kernel.pid is None else str(kernel.pid),
    )
    others = (kernel.language, kernel.notebook, kernel.server_url, kernel.file.name)
    search = " ".join((*cells, *(one_line(each) for each in others))).lower()
    if kernel.is_final:
        tones = (Tone.QUIET,) * len(cells)
    else:
        special = tab is not None or kernel.survivor is not None
        used = Tone.STRONG if special else Tone.PLAIN
        state = _TONES.get(kernel.state, Tone.PLAIN)
        tones = (Tone.PLAIN, state, used, *(Tone.QUIET,) * (len(cells) - 3))
    return ConnectRow(str(kernel.file), cells, search, tones)


def name_of(kernel: RunningKernel) -> str:
    """The kernelspec's name, else the language, else the file's name."""
    return one_line(kernel.kernel_name or kernel.language or kernel.file.stem)


def used_by(kernel: RunningKernel, tab: int | None) -> str:
    """Who uses a kernel, as far as known."""
    if tab is not None:
        return f"open in tab {tab + 1}"
    if kernel.survivor is not None:
        return "earlier jtui"
    if kernel.notebook:
        return one_line(Path(kernel.notebook).name)
    return {"": "", "this": "this jtui", "another": "another jtui"}[kernel.owner]


def shut_down_question(kernel: RunningKernel, now: float) -> str:
    """Asks whether to end a kernel, naming what it is and who uses it."""
    name, since = name_of(kernel), ago(kernel.since, now)
    what = f"{name} (pid {kernel.pid})" if kernel.pid is not None else name
    lines = [
        f"Shut down {what}{f', started {since}' if since else ''}? All its variables are lost."
    ]
    if kernel.survivor is not None:
        lines.append("An earlier jtui left it running.")
    elif kernel.owner:
        lines.append("Another jtui has started it and uses it.")
    if kernel.notebook:
        lines.append(f"The notebook {one_line(kernel.notebook)} uses it.")
    if kernel.clients:
        many = "1 client is" if kernel.clients == 1 else f"{kernel.clients} clients are"
        lines.append(f"{many} connected to it.")
    if kernel.state == "busy":
        lines.append("It is computing something just now.")
    return "\n".join(lines)


def details_of(kernel: RunningKernel, tab: int | None) -> Sequence[TellingLine]:
    """All there is to tell about a kernel."""
    now = time.time()
    since = time.strftime("%Y-%m-%d %H:%M", time.localtime(kernel.since)) if kernel.since else ""
    facts = (
        ("state", _state_words(kernel)),
        ("used by", used_by(kernel, tab)),
        ("notebook", one_line(kernel.notebook)),
        ("server", one_line(kernel.server_url)),
        ("kernelspec", one_line(kernel.kernel_name)),
        ("language", one_line(kernel.language)),
        ("since", f"{since}, {ago(kernel.since, now)}".rstrip(", ") if since else ""),
        ("pid", "" if kernel.pid is None else str(kernel.pid)),
        ("cpu", percent(kernel.cpu)),
        ("memory", megabytes(kernel.memory)),
        ("clients", "" if kernel.clients is None else str(kernel.clients)),
        ("address", _address(kernel)),
        ("file", one_line(str(kernel.file))),
    )
    lines = [TellingLine("", name_of(kernel), Look.TITLE)]
    if kernel.survivor is not None:
        why = "kept it on purpose" if kernel.survivor.kept else "left it running"
        lines.append(TellingLine("", f"An earlier jtui {why}: attach to it, or F8 shuts it down."))
    if kernel.problem:
        lines.append(TellingLine("", one_line(kernel.problem), Look.BAD))
    return [*lines, *(TellingLine(label, text) for label, text in facts if text)]


def _state_words(kernel: RunningKernel) -> str:
    match kernel.state:
        case "unknown":
            return "being looked at"
        case "idle":
            return "idle: it answers at once"
        case "busy":
            return "busy: it computes something"
        case "alive":
            return "runs"
        case "starting":
            return "starting"
        case "unanswering":
            return "it listens and gives no sign of life"
        case "elsewhere":
            return "it runs on another computer"
        case "dead":
            return "dead: its process is gone and the file is left; F9 cleans up"
        case "broken":
            return "the file is no connection file"


def _address(kernel: RunningKernel) -> str:
    info = kernel.info
    if info is None:
        return ""
    return one_line(f"{info.transport}://{info.ip}, shell port {info.shell_port}")
