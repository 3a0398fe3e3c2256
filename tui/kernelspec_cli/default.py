"""`jtui kernelspec default`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tui.config.default_kernel import write_default_kernel
from tui.errors import ConfigurationError, KernelspecError
from tui.history_cli.options import UsageError, read_words
from tui.history_cli.output import say
from tui.kernelspec_cli.found import find, read_settings
from tui.kernelspec_cli.stopping import held
from tui.model.clean import clean
from tui.stores.kernelspecs.providing import StartableSpecs

DONE, SOMETHING_FAILED = 0, 1


def run_default(argv: Sequence[str]) -> int:
    """Print which kernel opens when none is named, or set it; answers the exit status.

    Raises `KernelspecError`, `ConfigurationError`, `UsageError`, and `OSError` for the output.
    """
    words = read_words(argv, flags=[], valued=[])
    if len(words.operands) > 1:
        raise UsageError("There can be one default kernel only.")
    if not words.operands:
        sys.stdout.write(f"{clean(read_settings().default_kernel)}\n")
        return DONE
    found = find()
    name = words.operands[0].lower()
    if name not in (kernelspecs := StartableSpecs.of(found.entries)).specs:
        kernelspecs.get(name)
        raise KernelspecError(f"There is no kernelspec {name}.")
    with held():
        file = write_default_kernel(name)
    settings = read_settings()
    if settings.default_kernel != name:
        raise ConfigurationError(
            f"{file} says so now, but a more important configuration file says"
            f" {settings.default_kernel}."
        )
    sys.stdout.write(f"{clean(name)} opens when no kernel is named: {clean(str(file))}\n")
    if settings.kernels != (name,):
        say(f"JtuiApp.kernels is set as well and opens {', '.join(settings.kernels)}.")
    return DONE
