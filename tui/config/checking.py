"""Checks of configuration values: what is no setting, or has the wrong type, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from traitlets import Dict, Enum, TraitError, TraitType
from traitlets.config import Config, Configurable
from traitlets.config.loader import DeferredConfigList, DeferredConfigString

Section = type[Configurable]

_PROVIDER = "KernelSpecManager"
_LONGEST = 60
"""Characters of a wrong value that are shown."""


class JupyterSection(Configurable):
    """A section that jtui obeys in part: the other settings in it are for other programs."""


def checked(
    config: Config,
    sections: Sequence[Section],
    source: str,
    *,
    shared: bool = False,
    foreign: Sequence[Section] = (),
) -> tuple[Config, tuple[str, ...]]:
    """Split what `source` sets into the settings that are good and sentences about the others.

    A `shared` source also serves other programs. There `foreign` sections count as well, and what
    is unknown is theirs, except in the sections that are jtui's alone.
    """
    good = Config()
    problems: list[str] = []
    known = sections_by_name(sections)
    others = {section.__name__: section for section in foreign} if shared else {}
    for name, values in config.items():
        candidates = [each for each in (known.get(name), others.get(name)) if each is not None]
        if not candidates:
            # What is set for a class that provides kernels is asked for when that is run.
            if not shared and not _is_provider(name, values):
                problems.append(f"{source}: {_no_section(name, values, known)}")
            continue
        if not isinstance(values, Config):
            problems.append(f"{source}: {name} is a section of settings, not a setting.")
            continue
        for key, value in values.items():
            section = next((each for each in candidates if _has(each, key)), candidates[0])
            if shared and not _has(section, key) and _is_others_too(section, sections):
                continue
            problem = _problem(section, key, value)
            if problem is None:
                good[name][key] = value
            else:
                problems.append(f"{source}: {problem}")
    return good, tuple(problems)


def sections_by_name(sections: Sequence[Section]) -> dict[str, Section]:
    """The sections by name, with their ancestors that have settings of their own."""
    return {
        ancestor.__name__: ancestor
        for section in sections
        for ancestor in section.mro()
        if issubclass(ancestor, Configurable) and ancestor.class_trait_names(config=True)
    }


def nearest(name: str, names: Iterable[str], meant: Mapping[str, str] | None = None) -> str:
    """A question naming the one of `names` most like `name`, or `""` when none is like it.

    What is `meant` by a name is said in its place.
    """
    # 3 ms of import that only a mistake has to pay for.
    import difflib

    spellings = {known.lower(): known for known in names}
    found = difflib.get_close_matches(name.lower(), spellings, n=1)
    if not found:
        return ""
    near = spellings[found[0]]
    return f" Did you mean {(meant or {}).get(near, near)}?"


def _has(section: Section, key: str) -> bool:
    return key in section.class_trait_names(config=True)


def _is_others_too(section: Section, sections: Sequence[Section]) -> bool:
    """Whether other programs have settings of their own in it, as in what jtui inherits from."""
    return section not in sections or issubclass(section, JupyterSection)


def _is_provider(name: str, values: object) -> bool:
    return name.endswith(_PROVIDER) and isinstance(values, Config)


def _no_section(name: str, values: object, known: Mapping[str, Section]) -> str:
    if isinstance(values, Config):
        return f"{name} is not a section of settings.{nearest(name, known)}"
    # A section with a small letter, or a setting without its section.
    whole = {
        each: f"{section.__name__}.{each}"
        for section in known.values()
        for each in section.class_own_traits(config=True)
    }
    near = nearest(name, known) or nearest(name, whole, whole)
    return f"{name} stands outside of a section.{near}"


def _problem(section: Section, key: str, value: object) -> str | None:
    """What is wrong with one setting, or `None`."""
    names = section.class_trait_names(config=True)
    where = f"{section.__name__}.{key}"
    if key not in names:
        return f"{where} is not a setting.{nearest(key, names)}"
    try:
        # Traitlets checks a value where it is assigned; a probe takes it without any effect.
        section(config=Config({section.__name__: {key: value}}))
    except (TraitError, ValueError, TypeError, AttributeError):
        return f"{where}: {_wrong_value(section.class_traits(config=True)[key], value)}"
    return None


def _wrong_value(trait: TraitType[Any, Any], value: object) -> str:
    """What a setting takes, and what it was given instead."""
    # Describing is not needed for files that are right.
    from tui.config.described import takes

    words = takes(trait)
    # What is from the command line is a text, whatever it stands for.
    plain = str(value) if isinstance(value, DeferredConfigString) else value
    if isinstance(value, DeferredConfigList):
        plain = list(value) if len(value) > 1 else "".join(value)
        words += ", each as NAME=VALUE" if isinstance(trait, Dict) else ""
    given = " ".join(repr(plain).split())
    given = given if len(given) <= _LONGEST else f"{given[: _LONGEST - 1]}…"
    names = [str(each) for each in trait.values or ()] if isinstance(trait, Enum) else []
    near = nearest(plain, names) if isinstance(plain, str) else ""
    return f"it takes {words}, not {given}.{near}"
