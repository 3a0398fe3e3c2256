"""Every kernelspec there is: also the broken ones, and those that another of the name hides."""

from __future__ import annotations

import importlib.util
import os
import site
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jupyter_core.paths import ENV_JUPYTER_PATH, SYSTEM_JUPYTER_PATH, jupyter_data_dir

from tui.errors import KernelspecError
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Place, SpecEntry
from tui.stores.kernelspecs import EMBEDDED, embedded_kernelspec, kernel_dirs, read_kernelspec


def list_specs(
    directories: Sequence[Path] | None = None, *, ensure_native: bool = True
) -> tuple[SpecEntry, ...]:
    """Search `directories`, or where Jupyter looks, most important first; sorted by name.

    Of several with a name the one that counts comes first. With `ensure_native` the embedded
    IPython kernel is `python3` where no other is. Takes disk time.
    """
    found: list[SpecEntry] = []
    counting: dict[str, Path] = {}
    for directory, place in _places(kernel_dirs() if directories is None else directories):
        for entry, counts in _specs_in(directory, place):
            first = counting.get(entry.name)
            if first is not None:
                entry = replace(entry, shadowed_by=first)
            elif counts and entry.path is not None:
                counting[entry.name] = entry.path
            found.append(entry)
    if ensure_native and EMBEDDED not in counting and (embedded := embedded_entry()) is not None:
        return tuple(_sorted([*found, embedded], {**counting, EMBEDDED: embedded.path}))
    return tuple(_sorted(found, counting))


def embedded_entry() -> SpecEntry | None:
    """The IPython kernel of jtui's own environment, or `None` when there is none."""
    spec = embedded_kernelspec()
    package = importlib.util.find_spec("ipykernel") if spec is not None else None
    if spec is None or package is None or not package.submodule_search_locations:
        return None
    resources = Path(package.submodule_search_locations[0]) / "resources"
    return SpecEntry(spec.name, resources, Place.EMBEDDED, spec)


def _sorted(found: Sequence[SpecEntry], counting: Mapping[str, Path | None]) -> list[SpecEntry]:
    # Sorting is stable, which keeps the order of importance.
    return sorted(found, key=lambda entry: (entry.name, entry.path != counting.get(entry.name)))


def _places(directories: Sequence[Path]) -> Iterator[tuple[Path, Place]]:
    """The directories that exist, each once, with whose they are."""
    places = [
        (Place.USER, {jupyter_data_dir(), *_user_base()}),
        (Place.SYSTEM, set(SYSTEM_JUPYTER_PATH)),
        (Place.ENVIRONMENT, set(ENV_JUPYTER_PATH)),
    ]
    known = {str(Path(path) / "kernels"): place for place, paths in places[::-1] for path in paths}
    known[str(kernel_dirs()[-1])] = Place.USER
    seen: set[tuple[int, int]] = set()
    for directory in directories:
        try:
            status = directory.stat()
        except OSError:
            continue
        # One directory can be named twice, and its specs do not shadow themselves.
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        yield directory.absolute(), known.get(str(directory), Place.JUPYTER_PATH)


def _user_base() -> list[str]:
    base = site.getuserbase()
    return [str(Path(base, "share", "jupyter"))] if base else []


def _specs_in(directory: Path, place: Place) -> Iterator[tuple[SpecEntry, bool]]:
    """The kernelspecs in a directory, and whether each counts for Jupyter, broken or not."""
    try:
        with os.scandir(directory) as scan:
            names = sorted((entry.name, entry.is_symlink()) for entry in scan)
    except OSError:
        return
    for name, is_link in names:
        path = directory / name
        spec: KernelSpec | None = None
        problem = ""
        try:
            spec = read_kernelspec(path)
        except KernelspecError as error:
            problem = str(error)
        if spec is None and not _has_kernel_json(path):
            continue
        entry = SpecEntry(
            name=name.lower(), path=path, place=place, spec=spec, problem=problem, is_link=is_link
        )
        # Jupyter overlooks a kernel.json that is no file, which then hides nothing.
        yield entry, spec is not None or os.path.isfile(path / "kernel.json")  # noqa: PTH113


def _has_kernel_json(path: Path) -> bool:
    """Whether there is one in `path`, whatever it is; also where nobody may look."""
    try:
        os.lstat(path / "kernel.json")
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
