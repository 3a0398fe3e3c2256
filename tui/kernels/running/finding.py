"""Which kernel `--existing` means: the newest, a name, a glob, a path, or pasted text."""

from __future__ import annotations

import difflib
import fnmatch
import glob
import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from tui.errors import TransportError
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.files import MOST_FILES, candidates, read_connection, read_file
from tui.kernels.running.pasted import connection_in, looks_pasted
from tui.kernels.running.row import RunningKernel
from tui.kernels.running.vitals import Surroundings
from tui.model.clean import clean

MOST_LOOKED_AT = 1_000
"""Of how many files that match, the newest, it is looked which is alive."""
_NEAREST = 3
_KERNEL = "kernel-*.json"
_LONGEST_NAME = 4096
_SHOWN = 300
_MAGIC = re.compile(r"[*?\[]")


def find_connection_file(text: str = "") -> ExistingKernel:
    """The kernel that `text` means; waits for the disk; raises `TransportError` with the reason.

    "" is the newest that lives. Otherwise a path, a name in this directory or the runtime directory
    (with or without `.json`, or a part of it), a glob, or what `%connect_info` prints, pasted. Of
    several files the newest counts whose kernel lives.
    """
    if looks_pasted(text):
        return _kernel_of_text(text)
    wanted = text.strip()
    if len(wanted) > _LONGEST_NAME or "\0" in wanted:
        raise TransportError("This is no name of a connection file and no JSON.")
    runtime = Path(jupyter_runtime_dir())
    named = _named(wanted, runtime) if wanted else None
    if named is not None:
        return _opened(named)
    matches = _matches(wanted, runtime)
    if not matches:
        raise TransportError(_not_found(wanted, runtime))
    if len(matches) == 1:
        return _opened(matches[0])
    return _newest_alive(matches, wanted, runtime)


def _kernel_of_text(text: str) -> ExistingKernel:
    info = connection_in(text)
    pid = Surroundings.of([]).pid_of(info, Path())
    return ExistingKernel(info, None, ProcessIdentity.of(pid) if pid else None, info.kernel_name)


def _named(wanted: str, runtime: Path) -> Path | None:
    """The file that is called exactly so."""
    path = Path(os.path.expanduser(wanted))  # noqa: PTH111 (Path.expanduser can raise)
    for directory in (*_here(), runtime):
        for name in (path, path.with_name(f"{path.name}.json")) if path.name else ():
            found = directory / name
            # Whatever it is: what is no file is said to be none. (pathlib raises for long names.)
            if os.path.exists(found) and not os.path.isdir(found):  # noqa: PTH110, PTH112
                return found
    return None


def _matches(wanted: str, runtime: Path) -> list[Path]:
    """The files that match as a glob, or that have the text in their names, newest first."""
    pattern = os.path.expanduser(wanted) or _KERNEL  # noqa: PTH111
    found: list[Path] = []
    if os.sep in pattern:
        if _MAGIC.search(pattern):
            found = [Path(name) for name in islice(glob.iglob(pattern), MOST_FILES)]  # noqa: PTH207
    else:
        pattern = pattern if _MAGIC.search(pattern) else f"*{pattern}*"
        directories = [*(_here() if wanted else ()), runtime]
        found = [
            path
            for directory in dict.fromkeys(directories)
            for path in candidates(directory)
            if fnmatch.fnmatchcase(path.name, pattern)
            or fnmatch.fnmatchcase(path.name, f"{pattern}.json")
        ]
    dated = [(_written(path), path) for path in found if os.path.isfile(path)]  # noqa: PTH113
    return [path.absolute() for _, path in sorted(dated, reverse=True)]


def _newest_alive(matches: Sequence[Path], wanted: str, runtime: Path) -> ExistingKernel:
    looked_at = matches[:MOST_LOOKED_AT]
    surroundings = Surroundings.of(looked_at)
    elsewhere: ExistingKernel | None = None
    problem = ""
    for path in looked_at:
        read = read_file(path)
        row = surroundings.looked_at(RunningKernel(path, read.info, since=read.written))
        if read.info is None:
            problem = problem or f"{clean(path.name)}: {read.problem}"
        elif row.state == "elsewhere":
            elsewhere = elsewhere or row.endpoint()
        elif row.state != "dead":
            return row.endpoint()
    if elsewhere is not None:
        return elsewhere
    what = f"match {clean(wanted)}" if wanted else f"are in {clean(str(runtime))}"
    raise TransportError(
        f"No kernel lives any more of the {len(looked_at)} connection files that {what}."
        + (f" {problem}" if problem else "")
    )


def _opened(path: Path) -> ExistingKernel:
    """The kernel of one file, whether it lives or not."""
    path = path.absolute()
    try:
        info = read_connection(path)
    except OSError as error:
        raise TransportError(f"{clean(str(path))} cannot be read: {error.strerror}.") from error
    except TransportError as error:
        told = str(error)
        name = clean(str(path))
        raise TransportError(told if name in told else f"{name}: {told}") from None
    pid = Surroundings.of([path]).pid_of(info, path)
    return ExistingKernel(info, path, ProcessIdentity.of(pid) if pid else None, info.kernel_name)


def _not_found(wanted: str, runtime: Path) -> str:
    if not wanted:
        return f"No kernel runs here: there is no connection file in {clean(str(runtime))}."
    path = Path(os.path.expanduser(wanted))  # noqa: PTH111
    if not path.name:
        return f"{clean(wanted)[:_SHOWN]} is a directory and no connection file."
    directory = path.parent.absolute() if os.sep in wanted else runtime
    here = "" if os.sep in wanted else "here or "
    said = (
        f"There is no connection file {clean(path.name)[:_SHOWN]} {here}in"
        f" {clean(str(directory))[:_SHOWN]}."
    )
    names = sorted({each.name for each in candidates(directory)})[:MOST_LOOKED_AT]
    near = difflib.get_close_matches(path.name[:_SHOWN], names, _NEAREST, cutoff=0.5)
    if near:
        said += f" There is {' or '.join(clean(name) for name in near)}."
    return said


def _here() -> tuple[Path, ...]:
    try:
        return (Path.cwd(),)
    except OSError:
        # It was removed.
        return ()


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
