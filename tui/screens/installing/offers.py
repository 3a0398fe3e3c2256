"""What a kernel can be made of on this machine, as a list to choose from."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.stores.environments import find_environments
from tui.stores.known_kernels import KNOWN_KERNELS, KnownKernel
from tui.widgets.specs_forms.offer_list import Offer

INTERPRETER = "interpreter"
DIRECTORY = "directory"
_ENVIRONMENT, _KERNEL = "environment:", "kernel:"
_ENVIRONMENTS = "Python environments"
_TYPED = "From a path"
_KNOWN = "Other kernels"


@dataclass(frozen=True, slots=True)
class Sources:
    """The environments that were found, and the programs that known kernels need first, by key."""

    environments: tuple[PythonEnvironment, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def find_sources(cwd: Path, env: Mapping[str, str]) -> Sources:
    """Search the machine; takes disk time."""
    missing = {key: kernel.missing(shutil.which) for key, kernel in KNOWN_KERNELS.items()}
    return Sources(find_environments(cwd, env), missing)


def offers(sources: Sources) -> tuple[Offer, ...]:
    """All there is to choose from; the kernels that can be installed at once come first."""
    kernels = sorted(KNOWN_KERNELS.values(), key=lambda kernel: bool(sources.missing[kernel.key]))
    return (
        *_environments(sources.environments, needs_ipykernel=True),
        _INTERPRETER_OFFER,
        _DIRECTORY_OFFER,
        *(_known(kernel, sources.missing[kernel.key]) for kernel in kernels),
    )


def environment_offers(sources: Sources, kernel: KnownKernel) -> tuple[Offer, ...]:
    """The environments that a known kernel can be installed into."""
    listed = _environments(sources.environments, needs_ipykernel=False)
    if not kernel.wants_conda:
        return (*listed, _INTERPRETER_OFFER)
    numbers = [n for n, each in enumerate(sources.environments) if each.kind in ("conda", "pixi")]
    return (*(listed[number] for number in numbers), _INTERPRETER_OFFER)


def chosen_environment(sources: Sources, offer: Offer) -> PythonEnvironment | None:
    """The environment an offer stands for, `None` when it stands for none."""
    if not offer.offer_id.startswith(_ENVIRONMENT):
        return None
    return sources.environments[int(offer.offer_id.removeprefix(_ENVIRONMENT))]


def chosen_kernel(offer: Offer) -> KnownKernel | None:
    """The known kernel an offer stands for, `None` when it stands for none."""
    return KNOWN_KERNELS.get(offer.offer_id.removeprefix(_KERNEL))


def shown_path(path: Path) -> str:
    """A path with the home directory as `~`, cleaned."""
    try:
        home = Path.home()
    except RuntimeError:
        return clean(str(path))
    inside = home != Path("/") and path.is_relative_to(home)
    return clean(str(Path("~") / path.relative_to(home) if inside else path))


_INTERPRETER_OFFER = Offer(
    INTERPRETER,
    _TYPED,
    "A Python interpreter or environment…",
    detail="Of another environment: type the path of its python, or of its directory.",
    takes_path=True,
)
_DIRECTORY_OFFER = Offer(
    DIRECTORY,
    _TYPED,
    "A directory with a kernel.json…",
    detail="It is copied to your own kernelspecs, with all that is in it.",
    takes_path=True,
)


def _environments(
    environments: Sequence[PythonEnvironment], *, needs_ipykernel: bool
) -> list[Offer]:
    return [_environment(number, each, needs_ipykernel) for number, each in enumerate(environments)]


def _environment(number: int, each: PythonEnvironment, needs_ipykernel: bool) -> Offer:
    is_refused = each.is_externally_managed and not (needs_ipykernel and each.has_ipykernel)
    return Offer(
        f"{_ENVIRONMENT}{number}",
        _ENVIRONMENTS,
        clean(each.name),
        (clean(each.version), state_of(each), each.kind, shown_path(each.path)),
        f"{shown_path(each.python)}\n{_advice(each) if is_refused else ''}",
        is_possible=not is_refused,
    )


def state_of(environment: PythonEnvironment) -> str:
    """Whether there is an ipykernel in it, in a few words."""
    if environment.has_ipykernel:
        return clean(f"ipykernel {environment.ipykernel_version}").strip()
    if environment.is_externally_managed:
        return "managed by the system"
    return "packages not readable" if environment.has_ipykernel is None else "no ipykernel yet"


def _advice(each: PythonEnvironment) -> str:
    python = shown_path(each.python)
    return (
        "The system or a tool looks after it: nothing can be installed there. This makes an"
        f" environment of your own: {python} -m venv .venv"
    )


def _known(kernel: KnownKernel, missing: tuple[str, ...]) -> Offer:
    first = f"Install first: {'; '.join(missing)}. " if missing else ""
    return Offer(
        f"{_KERNEL}{kernel.key}",
        _KNOWN,
        kernel.display_name,
        (kernel.language, f"needs {'; '.join(missing)}" if missing else "possible here"),
        f"{kernel.homepage}\n{first}{kernel.note}",
        is_possible=not missing,
    )
