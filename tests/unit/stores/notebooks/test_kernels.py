"""Which kernel a notebook runs on, and what is said when it is not the one it names."""

from __future__ import annotations

import pytest

from tui.model.kernelspec import KernelSpec
from tui.model.notebook import WantedKernel
from tui.stores.kernelspecs import Kernelspecs
from tui.stores.notebooks import kernel_for

FOUND = Kernelspecs(
    {
        spec.name: spec
        for spec in (
            KernelSpec("bash", (), "Bash", "bash"),
            KernelSpec("env", (), "An environment", "python"),
            KernelSpec("ir", (), "R\x1b[0m", "R"),
            KernelSpec("python3", (), "Python 3", "python"),
        )
    }
)


@pytest.mark.parametrize(
    ("wanted", "default", "name", "said"),
    [
        (WantedKernel("env", "x", "python"), "python3", "env", ""),
        (WantedKernel("ENV"), "python3", "env", ""),
        (
            WantedKernel("gone", "x", "Python"),
            "python3",
            "python3",
            "There is no kernel called gone. It runs on Python 3, of the same language.",
        ),
        (WantedKernel("gone", "x", "python"), "bash", "env", "It runs on An environment"),
        (WantedKernel("", "", "r"), "python3", "ir", "It names no kernel. It runs on R␛[0m"),
        (WantedKernel(), "bash", "bash", "It names neither a kernel nor a language."),
        (WantedKernel(), "none", None, "It names neither a kernel nor a language."),
        (WantedKernel("gone"), "python3", None, "There is no kernel called gone."),
        (WantedKernel("gone", "", "cobol"), "python3", None, "none of its language, cobol."),
        (WantedKernel("\x1b[31m"), "python3", None, "called ␛[31m."),
        (WantedKernel("x" * 1000, "", "y" * 1000), "python3", None, "…"),
    ],
)
def test_the_kernel_of_a_notebook(
    wanted: WantedKernel, default: str, name: str | None, said: str
) -> None:
    match = kernel_for(wanted, FOUND, default)
    assert (match.spec.name if match.spec is not None else None) == name
    assert said in match.words
    assert bool(said) is bool(match.words)
    assert len(match.words) < 400
