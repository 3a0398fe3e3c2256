"""The command of a kernelspec, taken apart as the start of the kernel takes it."""

from __future__ import annotations

import os
import re
import shutil
import string
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.model.kernelspec import KernelSpec

_FIELD = re.compile(r"\{([A-Za-z0-9_]+)\}")
_MODULE = re.compile(r"-[bBdEhiIOPqRsSuvx]*m(.*)", re.DOTALL)
_WITH_VALUE = {"-W", "-X", "--check-hash-based-pycs"}


@dataclass(frozen=True, slots=True)
class Program:
    """What the first word of a command leads to.

    `path` is `None` when nothing on PATH has the name. `is_own` is whether the word is one for
    Python, which is taken as the interpreter that runs jtui.
    """

    word: str
    path: Path | None
    is_own: bool = False


def program_of(spec: KernelSpec) -> Program:
    """The program that would be started; nothing is said about whether it exists."""
    word = words_of(spec)[0]
    major, minor = sys.version_info[:2]
    if word in {"python", f"python{major}", f"python{major}.{minor}"}:
        return Program(word, Path(sys.executable), is_own=True)
    if "/" in word:
        return Program(word, Path(word))
    found = shutil.which(word, path=environment_of(spec).get("PATH", os.defpath)) if word else None
    return Program(word, Path(found) if found else None)


def words_of(spec: KernelSpec) -> tuple[str, ...]:
    """The command with all that is known before the start filled in."""
    values = {"prefix": sys.prefix, "resource_dir": str(spec.resource_dir or "")}
    return tuple(
        _FIELD.sub(lambda match: values.get(match[1], match[0]), word) for word in spec.argv
    )


def environment_of(spec: KernelSpec) -> Mapping[str, str]:
    """The variables the process would have."""
    own = dict(os.environ)
    return {
        **own,
        **{name: string.Template(text).safe_substitute(own) for name, text in spec.env.items()},
    }


def module_or_script(words: Sequence[str]) -> tuple[str, str]:
    """What Python is told to run after its options: a module, a script, or neither (`""`)."""
    rest = iter(words[1:])
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif (found := _MODULE.fullmatch(word)) is not None:
            return found[1] or next(rest, ""), ""
        elif word in ("-", "-c"):
            return "", ""
        elif not word.startswith("-"):
            return "", word
    return "", ""
