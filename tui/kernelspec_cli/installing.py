"""`jtui kernelspec install`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, Words, read_words
from tui.kernels.installing import check_display_name
from tui.kernelspec_cli.asking import is_agreed, may_replace
from tui.kernelspec_cli.found import Found, find
from tui.kernelspec_cli.listing import directory_of
from tui.kernelspec_cli.sources import SpecDirectory, source_of
from tui.kernelspec_cli.stopping import held, run_async
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.model.spec_entry import Place, SpecEntry
from tui.screens.installing.making import make_kernel, plan_kernel, present_in
from tui.stores.kernelspecs import kernel_dirs, read_kernel_json
from tui.stores.kernelspecs.names import checked_name, user_kernels_dir
from tui.stores.kernelspecs.writing import install_directory

DONE, SOMETHING_FAILED = 0, 1


def run_install(argv: Sequence[str]) -> int:
    """Make a kernel of what is named, after asking; answers the exit status.

    Raises `KernelspecError`, `UsageError`, `NobodyToAsk`, and `OSError` for the output.
    """
    words = read_words(argv, ["--yes", "--replace"], ["--name", "--display-name"])
    if len(words.operands) != 1:
        raise UsageError("install needs one environment, interpreter, or directory.")
    _check(words)
    source = source_of(words.operands[0])
    path = _copy(source.path, words) if isinstance(source, SpecDirectory) else _make(source, words)
    if path is None:
        sys.stdout.write("Nothing was installed.\n")
        return SOMETHING_FAILED
    name = clean(path.name)
    sys.stdout.write(
        f"{name} is installed in {clean(str(path))}. This tries it: jtui kernelspec check {name}\n"
    )
    return DONE


def _check(words: Words) -> None:
    """Raise `UsageError` for a name that no kernel can have."""
    try:
        if (name := words.values.get("--name")) is not None:
            checked_name(name)
        if (display_name := words.values.get("--display-name")) is not None:
            check_display_name(display_name)
    except KernelspecError as error:
        raise UsageError(str(error)) from error


def _copy(source: Path, words: Words) -> Path | None:
    """Copy a directory to the user's kernelspecs; answers where, `None` when that is not wanted."""
    if "--display-name" in words.values:
        raise UsageError("--display-name is for an environment; jtui kernelspec edit changes it.")
    read_kernel_json(source)
    path = Path(os.path.abspath(source))  # noqa: PTH100 (links stay)
    name = checked_name(words.values.get("--name") or path.name)
    kernels = user_kernels_dir()
    present = present_in(kernels, name)
    sys.stdout.write(f"{clean(str(path))} is copied to {clean(str(kernels / name))}.\n")
    _say_what_hides(find(), name, present or kernels / name)
    if present is not None and not may_replace(present, words):
        return None
    if present is None and not is_agreed("Copy it?", unasked="--yes" in words.flags):
        return None
    with held():
        return install_directory(path, name, replace=present is not None)


def _make(environment: PythonEnvironment, words: Words) -> Path | None:
    """Make a kernel of an environment; answers where, `None` when that is not wanted."""
    planned = plan_kernel(
        environment,
        checked_name(words.values.get("--name") or environment.kernel_name),
        words.values.get("--display-name") or clean(environment.display_name),
    )
    present = planned.replaces
    steps = "".join(f"  {step.command}\n" for step in planned.steps)
    sys.stdout.write(f"In {clean(str(planned.cwd))} this is run:\n{steps}")
    sys.stdout.write(f"The kernelspec comes to {clean(str(planned.destination))}.\n")
    _say_what_hides(find(), planned.name, present or planned.destination)
    if present is not None and not may_replace(present, words):
        return None
    if present is None and not is_agreed("Run it?", unasked="--yes" in words.flags):
        return None
    try:
        run_async(make_kernel(planned, _show))
    except KernelspecError as error:
        # What a command wrote last stands above already.
        raise KernelspecError(str(error).partition(" The last it wrote:\n")[0]) from error
    return planned.destination


def _say_what_hides(found: Found, name: str, path: Path) -> None:
    """Say what a new kernelspec has to do with others of its name, and whether it may start."""
    if not found.settings.kernelspecs.allows(name):
        sys.stdout.write("KernelSpecManager.allowed_kernelspecs does not allow this name.\n")
    for other in found.entries:
        if other.name == name and other.path != path and other.shadowed_by in (None, path):
            how = "It is hidden by" if _comes_first(other, path) else "It hides"
            sys.stdout.write(f"{how} {directory_of(other)}, which has the same name.\n")


def _comes_first(other: SpecEntry, path: Path) -> bool:
    """Whether Jupyter finds `other` before what is at `path`."""
    if other.path is None or not other.is_on_disk:
        return other.place is Place.PROVIDED
    directories = [directory.absolute() for directory in kernel_dirs()]
    before = directories[: directories.index(path.parent)] if path.parent in directories else []
    return other.path.parent in before


def _show(line: str) -> None:
    sys.stdout.write(f"{clean(line, newlines=True)}\n")
    sys.stdout.flush()
