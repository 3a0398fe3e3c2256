"""The settings of kernelspecs as traits: which may be started, and which class has more of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets import Bool, Set, Unicode
from traitlets.config import Config

from tui.config import SpecSettings
from tui.config.checking import JupyterSection, Section
from tui.config.files import load_config_files

JUPYTERS_OWN = "jupyter_client.kernelspec.KernelSpecManager"

_CLASS = "kernel_spec_manager_class"


class ClassName(Unicode[str, Any]):
    """The full name of a class; a configuration file in Python may have the class itself."""

    info_text = "the full name of a class"

    def validate(self, obj: Any, value: Any) -> str:
        """Answer the name; raises `TraitError`."""
        if isinstance(value, type):
            return f"{value.__module__}.{value.__qualname__}"
        return str(super().validate(obj, "" if value is None else value))


def manager_class_trait() -> ClassName:
    """A new trait for the setting that each of Jupyter's programs has."""
    return ClassName(
        "",
        help="""The class that finds kernelspecs in the place of Jupyter's own, such as
        nb_conda_kernels.CondaKernelSpecManager. Empty: what the common configuration of Jupyter's
        programs says, else the files on the disk.""",
    ).tag(config=True)


class KernelSpecManager(JupyterSection):
    """Which kernels may be started: what jtui obeys of Jupyter's section of this name."""

    allowed_kernelspecs = Set(
        Unicode(),
        help="""The names of the kernels that may be started, all when empty. Others are listed as
        not allowed.""",
    ).tag(config=True)
    whitelist = Set(
        Unicode(), help="""The old name of allowed_kernelspecs, for when that is empty."""
    ).tag(config=True)
    ensure_native_kernel = Bool(
        True,
        help="""Offer the IPython kernel of jtui's own environment as python3 where no kernelspec
        of that name is installed.""",
    ).tag(config=True)


def _program(name: str) -> Section:
    """The section of a program that can be told to use another class for kernelspecs."""
    traits: Mapping[str, Any] = {_CLASS: manager_class_trait()}
    return type(name, (JupyterSection,), dict(traits))


_OWN_PROGRAM = _program("JtuiApp")
OTHER_PROGRAMS: tuple[Section, ...] = tuple(
    _program(name) for name in ("JupyterApp", "JupyterConsoleApp", "ServerApp", "NotebookApp")
)
"""Programs whose class counts where jtui has none: those of Jupyter, then of its servers."""


def spec_settings_of(config: Config) -> SpecSettings:
    """What a configuration that was checked says about kernelspecs; the files are not in it."""
    specs = KernelSpecManager(config=config)
    programs = (_OWN_PROGRAM, *OTHER_PROGRAMS)
    named = (_class_named(config, program) for program in programs)
    manager_class = next((name for name in named if name), "")
    return SpecSettings(
        allowed=frozenset(specs.allowed_kernelspecs or specs.whitelist),
        ensure_native=specs.ensure_native_kernel,
        manager_class="" if manager_class == JUPYTERS_OWN else manager_class,
    )


def _class_named(config: Config, program: Section) -> str:
    """The class that one program is told to use, `""` for none."""
    name = program.__name__
    value = config.get(name, Config()).get(_CLASS)
    # The program's other settings are none that the section here knows.
    alone = Config() if value is None else Config({name: {_CLASS: value}})
    return str(getattr(program(config=alone), _CLASS))


def read_spec_settings(files: Sequence[Path]) -> SpecSettings:
    """Read `files`, later ones over earlier ones; what is wrong elsewhere in them is not said."""
    sections: tuple[Section, ...] = (KernelSpecManager, _OWN_PROGRAM)
    config, problems = load_config_files(files, sections, foreign=OTHER_PROGRAMS)
    ours = [
        f": {section.__name__}.{name}: "
        for section in (*sections, *OTHER_PROGRAMS)
        for name in section.class_trait_names(config=True)
    ]
    return replace(
        spec_settings_of(config),
        files=tuple(files),
        problems=tuple(each for each in problems if any(setting in each for setting in ours)),
    )
