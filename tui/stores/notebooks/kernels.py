"""Which of the kernels there are a notebook runs on."""

from __future__ import annotations

from dataclasses import dataclass

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import WantedKernel
from tui.stores.kernelspecs import Kernelspecs

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class KernelMatch:
    """The kernelspec for a notebook, `None` when the user has to pick one.

    `words` say why it is not the one that the notebook names, cleaned; "" when it is.
    """

    spec: KernelSpec | None
    words: str = ""


def kernel_for(wanted: WantedKernel, kernelspecs: Kernelspecs, default: str) -> KernelMatch:
    """The kernel of the name that the notebook has, else one of its language.

    Of several the `default` one, else the first by name. A notebook that names neither runs on
    the default kernel.
    """
    if wanted.name:
        try:
            return KernelMatch(kernelspecs.get(wanted.name))
        except KernelspecError as error:
            why = _shown(str(error), 3 * _LONGEST)
    elif wanted.language:
        why = "It names no kernel."
    else:
        spec = kernelspecs.specs.get(default.lower())
        why = "It names neither a kernel nor a language."
        return KernelMatch(spec, f"{why} It runs on {_shown(spec.display_name)}." if spec else why)
    if not wanted.language:
        return KernelMatch(None, why)
    language = wanted.language.casefold()
    alike = [
        spec
        for _, spec in sorted(kernelspecs.specs.items())
        if spec.language.casefold() == language
    ]
    if not alike:
        return KernelMatch(None, f"{why} There is none of its language, {_shown(wanted.language)}.")
    spec = next((each for each in alike if each.name == default), alike[0])
    return KernelMatch(spec, f"{why} It runs on {_shown(spec.display_name)}, of the same language.")


def _shown(text: str, most: int = _LONGEST) -> str:
    """A text from outside in a sentence: clean, and not too long."""
    return clean(text if len(text) <= most else f"{text[: most - 1]}…")
