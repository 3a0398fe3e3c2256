"""The settings of kernelspecs as traits, read from configuration files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any as AnyType
from typing import Self

from traitlets import Any, Bool, Set, Unicode
from traitlets.config import Config, Configurable

from tui.config.checking import Section
from tui.config.files import load_config_files

JUPYTERS_OWN = "jupyter_client.kernelspec.KernelSpecManager"

_CLASS = "kernel_spec_manager_class"


class KernelSpecManager(Configurable):
    """The section of Jupyter's class of the same name, without the class, which takes 160 ms."""

    allowed_kernelspecs = Set(
        Unicode(), help="""The names of the kernels that may be started; all when empty."""
    ).tag(config=True)
    whitelist = Set(Unicode(), help="""The same as it was called before.""").tag(config=True)
    ensure_native_kernel = Bool(
        True, help="""Offer the IPython kernel of jtui's own environment without a kernelspec."""
    ).tag(config=True)


def _program(name: str) -> Section:
    """The section of a program that can be told to use another class for kernelspecs."""
    traits: Mapping[str, AnyType] = {_CLASS: Any(None, allow_none=True).tag(config=True)}
    return type(name, (Configurable,), dict(traits))


# The most important first: jtui's, those of all programs, those of Jupyter's servers.
_PROGRAMS = tuple(
    _program(name)
    for name in ("JtuiApp", "JupyterApp", "JupyterConsoleApp", "ServerApp", "NotebookApp")
)


@dataclass(frozen=True, slots=True)
class Configured:
    """What the configuration files say; see `SpecSettings`."""

    allowed: frozenset[str]
    ensure_native: bool
    manager_class: str
    problems: tuple[str, ...]

    @classmethod
    def read(cls, files: Sequence[Path]) -> Self:
        """Read `files`, later ones over earlier ones; what is wrong elsewhere in them is not said.

        Whoever reads the rest of the settings says that.
        """
        sections: tuple[Section, ...] = (KernelSpecManager, *_PROGRAMS)
        config, problems = load_config_files(files, sections)
        specs = KernelSpecManager(config=config)
        settings = [
            f": {section.__name__}.{name}: "
            for section in sections
            for name in section.class_trait_names(config=True)
        ]
        manager_class = _manager_class(config)
        return cls(
            allowed=frozenset(specs.allowed_kernelspecs or specs.whitelist),
            ensure_native=specs.ensure_native_kernel,
            manager_class="" if manager_class == JUPYTERS_OWN else manager_class,
            problems=tuple(each for each in problems if any(name in each for name in settings)),
        )


def config_for(files: Sequence[Path], section: Section) -> Config:
    """What `files` say about one class and those it comes from."""
    return load_config_files(files, [section])[0]


def _manager_class(config: Config) -> str:
    for program in _PROGRAMS:
        value = getattr(program(config=config), _CLASS)
        if isinstance(value, type):
            return f"{value.__module__}.{value.__qualname__}"
        if isinstance(value, str) and value:
            return value
    return ""
