"""What the configuration files say about kernelspecs, and lists that obey it.

Without configuration files nothing here costs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tui.config import SpecSettings
from tui.config.usual import config_directories, standard_config_files
from tui.model.spec_entry import SpecEntry
from tui.stores.kernelspecs import EMBEDDED, Kernelspecs
from tui.stores.kernelspecs.listing import list_specs

__all__ = ["SpecSettings", "list_allowed", "marked", "permitted", "spec_settings"]


def spec_settings(files: Sequence[Path] | None = None) -> SpecSettings:
    """Read `files`, least important first, or jtui's and Jupyter's common ones.

    Those in Python are run, and may print: this belongs before the screen. Takes disk time.
    """
    if files is None:
        files = standard_config_files(config_directories())
    if not files:
        return SpecSettings()
    # 25 ms with traitlets.
    from tui.config.kernelspecs import read_spec_settings

    return read_spec_settings(files)


def list_allowed(
    settings: SpecSettings, directories: Sequence[Path] | None = None
) -> tuple[SpecEntry, ...]:
    """All of `list_specs`, where it says of each whether it is allowed; takes disk time."""
    found = list_specs(directories, ensure_native=settings.ensure_native)
    return marked(found, settings)


def marked(entries: Sequence[SpecEntry], settings: SpecSettings) -> tuple[SpecEntry, ...]:
    """The entries with what `settings` allow of them."""
    if not settings.allowed:
        return tuple(entries)
    return tuple(replace(entry, is_allowed=settings.allows(entry.name)) for entry in entries)


def permitted(kernelspecs: Kernelspecs, settings: SpecSettings) -> Kernelspecs:
    """Only the kernelspecs that may be started; of others `get` says that they are not allowed."""
    specs = {
        name: spec
        for name, spec in kernelspecs.specs.items()
        if settings.ensure_native or name != EMBEDDED or spec.resource_dir is not None
    }
    return Kernelspecs(
        {name: spec for name, spec in specs.items() if settings.allows(name)},
        kernelspecs.broken,
        frozenset(name for name in specs if not settings.allows(name)),
    )
