"""Kernels that are wanted at the start and not on the disk: a configured class may have them."""

from __future__ import annotations

from dataclasses import dataclass

from tui.errors import KernelspecError
from tui.model.kernelspec import KernelSpec
from tui.stores.kernelspecs import EMBEDDED, Kernelspecs


@dataclass(frozen=True, slots=True)
class AwaitedKernel:
    """A kernel whose kernelspec is found when the class has been asked.

    `falls_back` says that another kernel opens in its place when there is none of the name.
    """

    name: str
    falls_back: bool = False

    def choose(self, kernelspecs: Kernelspecs) -> tuple[KernelSpec, str]:
        """The kernelspec to start, and why it is not the one that was wanted, `""` when it is.

        Raises `KernelspecError`.
        """
        try:
            return kernelspecs.get(self.name), ""
        except KernelspecError as error:
            if not self.falls_back:
                raise
            return fallback(kernelspecs), str(error)


def fallback(kernelspecs: Kernelspecs) -> KernelSpec:
    """What is opened when nothing else can be: `python3`, or the first kernel when that may not be.

    Raises `KernelspecError`.
    """
    if EMBEDDED in kernelspecs.not_allowed and kernelspecs.specs:
        return kernelspecs.specs[min(kernelspecs.specs)]
    return kernelspecs.get(EMBEDDED)
