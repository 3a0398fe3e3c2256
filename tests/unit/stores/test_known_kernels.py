"""The table of well-known kernels: what it asks for, and the commands it gives."""

from __future__ import annotations

import pytest

from tui.stores.known_kernels import KNOWN_KERNELS, KnownKernel, Which


def with_programs(*names: str) -> Which:
    """A computer with these programs on its PATH."""
    return lambda name: f"/usr/bin/{name}" if name in names else None


def key_of(kernel: KnownKernel) -> str:
    """The key of a kernel, as a test id."""
    return kernel.key


@pytest.mark.parametrize("kernel", KNOWN_KERNELS.values(), ids=key_of)
def test_a_kernel_can_be_installed_where_what_it_needs_is_there(kernel: KnownKernel) -> None:
    which = with_programs(*(group[0] for group in kernel.needs))
    assert kernel.available(which)
    commands = kernel.commands(which, "/env/bin/python", "/env")
    assert kernel.packages or commands
    for command in commands:
        assert all(command)
        assert not any(mark in word for word in command for mark in ("{", "}"))
    for missing, group in zip(kernel.missing(with_programs()), kernel.needs, strict=True):
        assert all(name in missing for name in group)


@pytest.mark.parametrize("kernel", KNOWN_KERNELS.values(), ids=key_of)
def test_a_kernel_that_is_run_by_python_asks_for_an_environment(kernel: KnownKernel) -> None:
    uses = any("{python}" in word or "{prefix}" in word for step in kernel.steps for word in step)
    assert kernel.wants_environment is (uses or bool(kernel.packages))
    assert kernel.homepage.startswith("https://") and kernel.display_name and kernel.language
    assert KNOWN_KERNELS[kernel.key] is kernel


def test_an_environment_is_put_into_the_commands_as_it_is() -> None:
    python = "/a {prefix}/{program}/bin/python"
    commands = KNOWN_KERNELS["bash_kernel"].commands(with_programs("bash"), python, "/a")
    assert commands == ((python, "-m", "bash_kernel.install", "--user"),)
    command = KNOWN_KERNELS["tslab"].commands(with_programs(), python, "/a")[-1]
    assert command == ("tslab", "install", "--user", f"--python={python}")


@pytest.mark.parametrize("program", ["conda", "micromamba"])
def test_of_several_programs_the_one_that_is_there_is_used(program: str) -> None:
    kernel = KNOWN_KERNELS["xeus-cpp"]
    assert kernel.wants_conda
    assert kernel.missing(with_programs()) == ("mamba, conda, or micromamba",)
    [command] = kernel.commands(with_programs(program), "/env/bin/python", "/env")
    assert command[0] == program
    assert command[1:] == ("install", "--yes", "-p", "/env", "-c", "conda-forge", "xeus-cpp")


def test_a_kernel_that_needs_nothing_is_always_available() -> None:
    assert KNOWN_KERNELS["sos"].available(with_programs())
    assert not KNOWN_KERNELS["sos"].wants_conda
    assert not KNOWN_KERNELS["ijulia"].wants_environment
