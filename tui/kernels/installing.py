"""Making a kernel of a Python environment: what would be run for it, and running it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir, jupyter_path

from tui.errors import KernelspecError
from tui.kernels.commands import CommandPlan, Step, run_step
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment

__all__ = [
    "CommandPlan",
    "InstallPlan",
    "Step",
    "check_display_name",
    "check_name",
    "package_steps",
    "plan",
    "plan_known",
    "run",
]

LONGEST_NAME = 100
"""Characters of a kernel's name at most; a directory is called so."""
LONGEST_DISPLAY_NAME = 200
"""Characters of a display name at most."""

_NAME = re.compile(r"[a-z0-9._][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """What is to be run to make a kernel of an environment, and what it would change.

    `destination` is the directory the kernelspec gets. `replaces` is the same where there is
    something already: it would be lost. `shadowed_by` is a kernelspec of this name that Jupyter
    finds first. `is_found` says that Jupyter looks where the kernelspec would be.
    """

    environment: PythonEnvironment
    name: str
    display_name: str
    steps: tuple[Step, ...]
    destination: Path
    replaces: Path | None
    shadowed_by: Path | None
    is_found: bool

    @property
    def cwd(self) -> Path:
        """Where the steps run: not where a file of the user's could pass for a module."""
        return self.environment.path


def check_name(name: str) -> None:
    """Raise `KernelspecError` with a sentence unless Jupyter and the disk take a kernel's name."""
    if not name:
        raise KernelspecError("A kernel needs a name.")
    if len(name) > LONGEST_NAME:
        raise KernelspecError(f"A kernel's name has at most {LONGEST_NAME} characters.")
    if _NAME.fullmatch(name) is None or not name.strip("."):
        raise KernelspecError(
            "A kernel's name has lower-case letters a-z, digits, and . _ - only; it does not"
            " begin with a hyphen, and is more than dots."
        )


def check_display_name(text: str) -> None:
    """Raise `KernelspecError` with a sentence unless a display name can be shown on one line."""
    if not text.strip():
        raise KernelspecError("A kernel needs a display name.")
    if len(text) > LONGEST_DISPLAY_NAME:
        raise KernelspecError(f"A display name has at most {LONGEST_DISPLAY_NAME} characters.")
    if clean(text) != text:
        raise KernelspecError("The display name holds characters that cannot be shown.")


def plan(
    environment: PythonEnvironment,
    name: str,
    display_name: str,
    prefix: Path | None = None,
    which: Callable[[str], str | None] = shutil.which,
) -> InstallPlan:
    """What to run to make a kernel of an environment; nothing is run.

    The kernelspec goes to the user's (`None`), else below a `prefix`, which is absolute. `which`
    finds programs. Raises `KernelspecError` with what to do when it cannot work.
    """
    check_name(name)
    check_display_name(display_name)
    destination = _kernels_directory(prefix) / name
    if destination.is_symlink():
        raise KernelspecError(f"{clean(str(destination))} is a link; nothing is written over it.")
    directories = [Path(os.path.abspath(each)) for each in jupyter_path("kernels")]  # noqa: PTH100
    is_found = destination.parent in directories
    before = directories[: directories.index(destination.parent)] if is_found else []
    first = next((each / name for each in before if _is_file(each / name / "kernel.json")), None)
    return InstallPlan(
        environment=environment,
        name=name,
        display_name=display_name,
        steps=(
            *(
                ()
                if environment.has_ipykernel
                else package_steps(environment, ("ipykernel",), which)
            ),
            _register(environment.python, name, display_name, prefix),
        ),
        destination=destination,
        replaces=destination if os.path.lexists(destination) else None,
        shadowed_by=first,
        is_found=is_found,
    )


def package_steps(
    environment: PythonEnvironment,
    packages: Sequence[str],
    which: Callable[[str], str | None] = shutil.which,
) -> tuple[Step, ...]:
    """What to run to install packages into an environment, with uv where it is found, else pip.

    Raises `KernelspecError` with what to do instead when nothing may or can be installed there.
    """
    python, where = str(environment.python), clean(str(environment.path))
    what = " and ".join(clean(each) for each in packages)
    if environment.is_externally_managed:
        raise KernelspecError(
            f"The Python in {where} belongs to the system or to a tool, so {what} cannot be"
            " installed there. Make an environment of your own and take that:"
            f" {clean(python)} -m venv .venv"
        )
    if uv := which("uv"):
        return (Step((uv, "pip", "install", "--python", python, *packages)),)
    install = Step((python, "-m", "pip", "install", *packages))
    if environment.has_pip is not False:
        return (install,)
    if environment.has_ensurepip:
        return (Step((python, "-m", "ensurepip")), install)
    raise KernelspecError(
        f"There is no pip in {where} to install {what} with. Install uv (or pip for this Python)"
        " and try again."
    )


def plan_known(
    environment: PythonEnvironment | None,
    packages: Sequence[str],
    commands: Iterable[Sequence[str]],
    which: Callable[[str], str | None] = shutil.which,
) -> CommandPlan:
    """What to run for a kernel that installs itself by `commands`, after its Python `packages`.

    `environment` is `None` for one that needs none. Kernelspecs go to the user's where the kernel
    leaves it to Jupyter. Raises `KernelspecError` with what to do when it cannot work.
    """
    where = _data_variable()
    steps = [Step(tuple(argv), where) for argv in commands]
    if environment is None:
        return CommandPlan(tuple(steps))
    before = package_steps(environment, packages, which) if packages else ()
    return CommandPlan((*before, *steps), environment.path)


async def run(plan: InstallPlan | CommandPlan, line: Callable[[str], None]) -> None:
    """Run the steps of a plan one after the other; `run_step` says what `line` gets.

    Something that has come to be at the destination since the plan was made is not overwritten.
    Raises `KernelspecError` when a step fails, after which no other is run, or when there is no
    kernelspec in the end.
    """
    for number, step in enumerate(plan.steps, 1):
        if isinstance(plan, InstallPlan) and number == len(plan.steps):
            _check_destination(plan)
        await run_step(step, plan.cwd, line)
    if isinstance(plan, InstallPlan) and not _is_file(plan.destination / "kernel.json"):
        where = clean(str(plan.destination))
        raise KernelspecError(f"The commands went well, but there is no kernelspec in {where}.")


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 (the other can raise)


def _check_destination(plan: InstallPlan) -> None:
    where = clean(str(plan.destination))
    if plan.destination.is_symlink():
        raise KernelspecError(f"{where} has become a link; nothing is written over it.")
    if plan.replaces is None and os.path.lexists(plan.destination):
        raise KernelspecError(f"{where} has come to be meanwhile; it is not overwritten.")


def _kernels_directory(prefix: Path | None) -> Path:
    data = Path(jupyter_data_dir()) if prefix is None else prefix / "share" / "jupyter"
    return Path(os.path.abspath(data / "kernels"))  # noqa: PTH100 (links are to stay)


def _register(python: Path, name: str, display_name: str, prefix: Path | None) -> Step:
    dashed = display_name.startswith("-")
    shown = (f"--display-name={display_name}",) if dashed else ("--display-name", display_name)
    command = (str(python), "-m", "ipykernel", "install")
    if prefix is not None:
        return Step((*command, "--prefix", str(prefix), "--name", name, *shown))
    return Step((*command, "--user", "--name", name, *shown), _data_variable())


def _data_variable() -> Mapping[str, str]:
    # Another Jupyter can have another default (JUPYTER_PLATFORM_DIRS is newer than some).
    return {"JUPYTER_DATA_DIR": os.path.abspath(jupyter_data_dir())}  # noqa: PTH100
