"""Servers, hosts and kernelspecs that were used before, newest first, without any secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from jupyter_core.paths import jupyter_data_dir

from tui.private_file import write_private

Kind = Literal["servers", "hosts", "kernels"]
MOST = 20
"""Places of a kind that are kept."""
_LONGEST = 2_000
_LARGEST = 1_000_000


def used_places(kind: Kind) -> list[str]:
    """URLs of servers, hosts as for ssh, or names of kernelspecs, not cleaned.

    Empty when they cannot be read. Waits for the disk.
    """
    try:
        with _file().open("rb") as file:
            fields = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return []
    places = fields.get(kind) if isinstance(fields, dict) else None
    listed = places if isinstance(places, list) else []
    return [each for each in listed if isinstance(each, str) and len(each) <= _LONGEST][:MOST]


def note_place(kind: Kind, place: str) -> None:
    """Remember a place as the newest; raises `OSError`. Waits for the disk."""
    _write(kind, [place, *(each for each in used_places(kind) if each != place)][:MOST])


def forget_place(kind: Kind, place: str) -> None:
    """Remember a place no longer; raises `OSError`. Waits for the disk."""
    _write(kind, [each for each in used_places(kind) if each != place])


def _write(kind: Kind, places: list[str]) -> None:
    kinds: tuple[Kind, ...] = ("servers", "hosts", "kernels")
    fields = {each: used_places(each) for each in kinds} | {kind: places}
    write_private(_file(), json.dumps(fields, indent=1))


def _file() -> Path:
    return Path(jupyter_data_dir()) / "jtui" / "places.json"
