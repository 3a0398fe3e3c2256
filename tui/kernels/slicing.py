"""Very large stream messages in slices, so that taking them in does not hold up the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui.kernels.transport import Arrival
from tui.wire.message import Message

SLICE = 1_000_000
"""Characters of a stream that are taken in at once: some 6 ms."""


def in_slices(arrival: Arrival) -> Iterator[Arrival]:
    """The arrival itself, or a long stream message as several that say the same."""
    if isinstance(arrival, Message) and arrival.msg_type == "stream":
        text = arrival.content.get("text")
        if isinstance(text, str) and len(text) > SLICE:
            for start in range(0, len(text), SLICE):
                part = {**arrival.content, "text": text[start : start + SLICE]}
                yield replace(arrival, content=part)
            return
    yield arrival
