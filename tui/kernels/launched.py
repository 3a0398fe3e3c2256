"""What became of starting a kernel's process, before anything is said to it."""

from __future__ import annotations

from dataclasses import dataclass

from tui.errors import LaunchError
from tui.kernels.process import KernelProcess
from tui.model.kernelspec import KernelSpec


@dataclass(frozen=True, slots=True)
class Launch:
    """A kernel that was started, or the reason why it could not be: exactly one is not `None`."""

    spec: KernelSpec
    process: KernelProcess | None
    error: LaunchError | None = None
