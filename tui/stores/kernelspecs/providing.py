"""Kernelspecs from a class the user has configured, such as the one of `nb_conda_kernels`.

The class is asked in a process of its own: it may take seconds, print, hang, or fail in any way.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import Place, SpecEntry
from tui.stores.kernelspecs import parse_kernelspec
from tui.stores.kernelspecs.settings import SpecSettings, marked
from tui.wire.message import Json

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Provided:
    """All kernelspecs with those that were provided; `problem` is a cleaned sentence or `""`."""

    entries: tuple[SpecEntry, ...]
    problem: str = ""


def with_provided(
    entries: Sequence[SpecEntry], settings: SpecSettings, timeout: float = 20.0
) -> Provided:
    """Add to `entries` what the configured class has besides; at most `timeout` seconds.

    A name that both have is the class's, and the other one is shadowed. Without a configured
    class nothing is asked.
    """
    provider = settings.manager_class
    if not provider:
        return Provided(tuple(entries))
    try:
        specs = _ask(provider, settings.files, timeout)
    except KernelspecError as error:
        return Provided(tuple(entries), str(error))
    ours = {(entry.name, entry.path) for entry in entries}
    new = [
        entry
        for entry in (_entry(name, fields, provider) for name, fields in specs.items())
        if (entry.name, entry.path) not in ours
    ]
    first = {entry.name: entry.path or Path(provider) for entry in new}
    rest = (
        replace(entry, shadowed_by=entry.shadowed_by or first.get(entry.name)) for entry in entries
    )
    # Sorting is stable: what was provided counts and comes first.
    return Provided(marked(sorted([*new, *rest], key=lambda entry: entry.name), settings))


def _ask(provider: str, files: Sequence[Path], timeout: float) -> Mapping[str, Json]:
    """What the class answers; raises `KernelspecError`."""
    # The child finds modules where this process does, and not in the directory it is run in.
    code = (
        f"import sys; sys.path[:] = {sys.path!r};"
        " from tui.stores.kernelspecs.provider_process import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-P", "-c", code, provider, *map(str, files)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            answer, complaint = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise KernelspecError(
                clean(f"{provider} has not named its kernels within {timeout:g} s.")
            ) from error
        finally:
            # What it has started itself would keep the pipes open.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    try:
        specs = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise KernelspecError(
            clean(f"{provider} could not be asked for kernels: {_last_line(complaint)}")
        ) from error
    if not isinstance(specs, dict):
        raise KernelspecError(clean(f"{provider} answers something that is no table of kernels."))
    return specs


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return said[:_SHOWN] or "it ended without a word."


def _entry(name: str, answer: Json, provider: str) -> SpecEntry:
    """An entry of what the class says about one kernel, broken when that makes no sense."""
    found = answer if isinstance(answer, dict) else {}
    directory, fields = found.get("resource_dir"), found.get("spec")
    path = Path(directory) if isinstance(directory, str) and directory else None
    entry = SpecEntry(name.lower(), path, Place.PROVIDED, provider=provider)
    try:
        if not isinstance(fields, dict):
            raise KernelspecError("the class says nothing about it")
        spec = parse_kernelspec(fields, Path("/", name))
    except KernelspecError as error:
        return replace(entry, problem=str(error))
    return replace(entry, spec=replace(spec, name=entry.name, resource_dir=path))
