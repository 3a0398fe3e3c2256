"""Whether a kernelspec can be used as it stands, and why not, in words."""

from __future__ import annotations

from typing import assert_never

from tui.model.spec_entry import SpecEntry, SpecState
from tui.widgets.specs.row import one_line


def can_be_tried(entry: SpecEntry) -> bool:
    """Whether a kernel may be started to see if it works, which also a hidden one may be."""
    return entry.spec is not None and entry.state is not SpecState.NOT_ALLOWED


def unusable(entry: SpecEntry) -> str:
    """Why a kernelspec cannot be used, as the cleaned end of a sentence; `""` when it can be."""
    match entry.state:
        case SpecState.BROKEN:
            return f"{one_line(entry.problem)}. E edits its kernel.json."
        case SpecState.SHADOWED:
            first = one_line(str(entry.shadowed_by))
            return f"{first} has the same name and comes first. D duplicates it under another name."
        case SpecState.NOT_ALLOWED:
            return one_line(entry.refusal)
        case SpecState.USABLE:
            return ""
        case other:
            assert_never(other)
