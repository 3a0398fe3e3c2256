"""Checks of configuration values: what is no setting, or has the wrong type, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from traitlets import TraitError
from traitlets.config import Config, Configurable

Section = type[Configurable]

_PROVIDER = "KernelSpecManager"


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


def nearest(name: str, names: Iterable[str]) -> str:
    """A question naming the one of `names` most like `name`, or `""` when none is like it."""
    # 3 ms of import that only a mistake has to pay for.
    import difflib

    spellings = {known.lower(): known for known in names}
    found = difflib.get_close_matches(name.lower(), spellings, n=1)
    return f" Did you mean {spellings[found[0]]}?" if found else ""


def _has(section: Section, key: str) -> bool:
    return key in section.class_trait_names(config=True)


def _is_others_too(section: Section, sections: Sequence[Section]) -> bool:
    """Whether other programs have settings of their own in it, as in what jtui inherits from."""
    return section not in sections or issubclass(section, JupyterSection)


def _is_provider(name: str, values: object) -> bool:
    return name.endswith(_PROVIDER) and isinstance(values, Config)


def _no_section(name: str, values: object, known: Iterable[str]) -> str:
    if not isinstance(values, Config):
        return f"{name} stands outside of a section, such as JtuiApp."
    return f"{name} is not a section of settings.{nearest(name, known)}"


def _problem(section: Section, key: str, value: object) -> str | None:
    """What is wrong with one setting, or `None`."""
    names = section.class_trait_names(config=True)
    where = f"{section.__name__}.{key}"
    if key not in names:
        return f"{where} is not a setting.{nearest(key, names)}"
    try:
        # Traitlets checks a value where it is assigned; a probe takes it without any effect.
        section(config=Config({section.__name__: {key: value}}))
    except (TraitError, ValueError, TypeError, AttributeError) as error:
        return f"{where}: {' '.join(str(error).split())}"
    return None
