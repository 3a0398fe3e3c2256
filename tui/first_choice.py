"""What opens first where no kernel was named: the only one there is, or a page to pick one from."""

from __future__ import annotations

import os
import re
import shutil

from tui.attaching import ConnectPage, Wanted
from tui.config import Settings
from tui.model.kernelspec import KernelSpec
from tui.stores.kernelspecs import Kernelspecs

# What a launch puts jtui's own Python in the place of, and what it fills in.
_OWN = re.compile(r"python[0-9.]*\Z|.*\{")


def first_choice(kernelspecs: Kernelspecs, settings: Settings) -> KernelSpec | Wanted | None:
    """The only kernel, or the page on which one is picked or installed.

    `None` where the settings name a kernel, or a class that may have others, or allow none.
    """
    if settings.names_kernel or settings.kernelspecs.manager_class:
        return None
    usable = [spec for spec in kernelspecs.specs.values() if has_program(spec)]
    if len(usable) == 1:
        return usable[0]
    if not usable and kernelspecs.not_allowed:
        return None
    return Wanted(page=ConnectPage.NEW, installs=not usable)


def has_program(spec: KernelSpec) -> bool:
    """Whether the program that a kernelspec starts is there; waits for the disk."""
    program = spec.argv[0]
    path = spec.env.get("PATH") or os.environ.get("PATH")
    return bool(_OWN.match(program)) or shutil.which(program, path=path) is not None
