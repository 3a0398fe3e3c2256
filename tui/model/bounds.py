"""Displayed data cut to what is kept of one output."""

from __future__ import annotations

from tui.wire.events import MimeBundle
from tui.wire.message import Json


def bounded(data: MimeBundle, cap: int) -> MimeBundle:
    """The bundle with every text over `cap` characters cut, and a last line that says so.

    Other data over the cap is left out: half a picture is none.
    """
    if all(not isinstance(value, str) or len(value) <= cap for value in data.values()):
        return data
    kept: dict[str, Json] = {}
    for mime, value in data.items():
        if not isinstance(value, str) or len(value) <= cap:
            kept[mime] = value
        elif mime.startswith("text/"):
            kept[mime] = f"{value[:cap]}\n{cut_note(len(value) - cap)}"
    return kept or {"text/plain": cut_note(sum(len(str(value)) for value in data.values()))}


def cut_note(dropped: int) -> str:
    """The line that says how much is missing."""
    return f"… {dropped / 1e6:,.1f} MB were dropped (Transcript.output_cap)"
