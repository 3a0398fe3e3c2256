"""What is to be installed, and what would be done for it under a name."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from tui.errors import KernelspecError
from tui.kernels.installing import (
    CommandPlan,
    InstallPlan,
    check_display_name,
    plan_known,
)
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.model.spec_entry import Place, SpecEntry
from tui.screens.installing.making import plan_kernel, present_in
from tui.screens.installing.offers import shown_path, state_of
from tui.stores.kernelspecs import kernel_dirs, parse_kernelspec, read_kernel_json
from tui.stores.kernelspecs.listing import list_specs
from tui.stores.kernelspecs.names import LONGEST, name_hint, user_kernels_dir, valid_name
from tui.stores.known_kernels import KnownKernel
from tui.widgets.specs_forms.install_form import Proposal, Verdict

_NO_NAME = re.compile(r"[^a-z0-9._-]+")
_LONGEST_DISPLAY_NAME = 200


@dataclass(frozen=True, slots=True)
class OfEnvironment:
    """The IPython kernel of a Python environment."""

    environment: PythonEnvironment


@dataclass(frozen=True, slots=True)
class OfDirectory:
    """A directory with a valid `kernel.json`."""

    path: Path
    display_name: str


@dataclass(frozen=True, slots=True)
class OfKnown:
    """A kernel that installs itself, into an environment where it needs one."""

    kernel: KnownKernel
    environment: PythonEnvironment | None = None


Subject = OfEnvironment | OfDirectory | OfKnown


@dataclass(frozen=True, slots=True)
class Examined:
    """What would be done, and what is to be said of it.

    `plan` is `None` where no command is run, or none can be. `replaced` is what has the name
    already, `None` for nothing. `endangered` may be overwritten by what is run.
    """

    verdict: Verdict
    name: str = ""
    plan: InstallPlan | CommandPlan | None = None
    replaced: Path | None = None
    endangered: tuple[SpecEntry, ...] = ()


def directory_subject(typed: str) -> OfDirectory:
    """A directory that was typed in; raises `KernelspecError` when it holds no kernelspec.

    Its `kernel.json` can be named, too. Takes disk time.
    """
    try:
        path = Path(os.path.abspath(Path(typed).expanduser()))  # noqa: PTH100 (links stay)
    except (RuntimeError, ValueError) as error:
        raise KernelspecError(f"{clean(typed)} is no path.") from error
    path = path.parent if path.name == "kernel.json" else path
    try:
        spec = parse_kernelspec(read_kernel_json(path), path)
    except (KernelspecError, ValueError) as error:
        raise KernelspecError(
            clean(f"{path} holds no kernelspec that can be used: {error}.")
        ) from error
    return OfDirectory(path, spec.display_name)


def proposal(subject: Subject) -> Proposal:
    """What the form begins with."""
    match subject:
        case OfEnvironment(environment):
            facts = f"{shown_path(environment.python)}, {state_of(environment)}"
            display_name = clean(environment.display_name)[:_LONGEST_DISPLAY_NAME]
            return Proposal(
                f"the kernel of {clean(environment.name)}", facts, _name(environment), display_name
            )
        case OfDirectory(path, display_name):
            title = f"the kernelspec {clean(display_name)[:_LONGEST_DISPLAY_NAME]}"
            return Proposal(title, f"of {shown_path(path)}", _allowed(path.name))
        case OfKnown(kernel, environment):
            where = f", into {shown_path(environment.path)}" if environment is not None else ""
            return Proposal(f"{kernel.display_name}{where}", kernel.homepage)
        case _:
            assert_never(subject)


def examine(subject: Subject, name: str, display_name: str) -> Examined:
    """What would be done under these names; raises nothing. Takes disk time."""
    if isinstance(subject, OfKnown):
        return _examine_known(subject)
    name, hint = name.lower(), name_hint(name)
    name_problem, display_problem = valid_name(name), ""
    if isinstance(subject, OfEnvironment):
        display_problem = _problem(check_display_name, display_name)
    if name_problem or display_problem:
        return Examined(Verdict(name_problem, hint, display_problem), name)
    try:
        if isinstance(subject, OfDirectory):
            return _examine_directory(name, hint)
        return _examine_environment(plan_kernel(subject.environment, name, display_name), hint)
    except KernelspecError as error:
        return Examined(Verdict(name_hint=hint, problem=clean(str(error))), name)


def _examine_directory(name: str, hint: str) -> Examined:
    """What a copy of a directory would do; raises `KernelspecError`."""
    replaced = present_in(user_kernels_dir(), name)
    verdict = Verdict(
        name_hint=hint,
        warning=_replacing(replaced),
        note=_hidden(_first_of(name)),
        effect=f"It is copied to {shown_path(user_kernels_dir() / name)}; no command is run.",
    )
    return Examined(verdict, name, replaced=replaced)


def _examine_environment(planned: InstallPlan, hint: str) -> Examined:
    commands = tuple(step.command for step in planned.steps)
    verdict = Verdict(
        name_hint=hint,
        warning=_replacing(planned.replaces),
        note=_where(planned),
        commands=commands,
    )
    return Examined(verdict, planned.name, planned, planned.replaces)


def _replacing(present: Path | None) -> str:
    """What happens to what has the name already, `""` for nothing."""
    if present is None:
        return ""
    return (
        f"{shown_path(present)} exists already. It goes to the trash if you install this"
        " under its name."
    )


def _where(planned: InstallPlan) -> str:
    """What is odd about the place a kernelspec would have, `""` for nothing."""
    # The plan knows those of its very name, and Jupyter those in another case, too.
    first = planned.shadowed_by or _first_of(planned.name)
    if first is None and not planned.is_found:
        return f"Jupyter does not look into {shown_path(planned.destination.parent)}."
    return _hidden(first)


def _hidden(first: Path | None) -> str:
    if first is None:
        return ""
    return f"Jupyter finds {shown_path(first)} first, so this kernel will be hidden."


def _first_of(name: str) -> Path | None:
    """The kernelspec of a name that Jupyter finds before any among the user's own."""
    directories = [path.absolute() for path in kernel_dirs()]
    own = user_kernels_dir().absolute()
    before = directories[: directories.index(own)] if own in directories else []
    entries = list_specs(before, ensure_native=False)
    return next((entry.path for entry in entries if entry.name == name), None)


def _examine_known(subject: OfKnown) -> Examined:
    kernel, environment = subject.kernel, subject.environment
    if missing := kernel.missing(shutil.which):
        problem = f"This has to be installed first: {'; '.join(missing)}."
        return Examined(Verdict(problem=problem, note=kernel.note), kernel.key)
    python, prefix = ("", "")
    if environment is not None:
        python, prefix = str(environment.python), str(environment.path)
    try:
        commands = kernel.commands(shutil.which, python, prefix)
        planned = plan_known(environment, kernel.packages, commands)
    except KernelspecError as error:
        return Examined(Verdict(problem=clean(str(error)), note=kernel.note), kernel.key)
    endangered = _endangered(kernel)
    warning = ""
    if endangered:
        there = ", ".join(clean(entry.name) for entry in endangered)
        warning = (
            f"There is {there} already, which these commands may overwrite. A copy of its"
            " kernel.json goes to the trash then."
        )
    shown = tuple(step.command for step in planned.steps)
    verdict = Verdict(warning=warning, note=kernel.note, commands=shown)
    return Examined(verdict, kernel.key, planned, endangered=endangered)


def _endangered(kernel: KnownKernel) -> tuple[SpecEntry, ...]:
    """The user's kernelspecs with names such as this kernel may give."""
    stems = {re.split(r"[_.-]", kernel.key)[0]}
    if kernel.language.lower() != "python":
        stems.add(kernel.language.lower())
    return tuple(
        entry
        for entry in list_specs(ensure_native=False)
        if entry.place is Place.USER
        and (entry.name == kernel.key or re.split(r"[_.-]", entry.name)[0] in stems)
    )


def _name(environment: PythonEnvironment) -> str:
    """A name such as `python3.12-project`."""
    short = ".".join(environment.version.split(".")[:2])
    name = environment.kernel_name
    if not name.startswith("python"):
        name = f"python{short}-{name}"
    return name[:LONGEST].rstrip("-.")


def _allowed(name: str) -> str:
    return _NO_NAME.sub("-", name.lower()).strip("-.")[:LONGEST] or "kernel"


def _problem(check: Callable[[str], None], text: str) -> str:
    try:
        check(text)
    except KernelspecError as error:
        return clean(str(error))
    return ""
