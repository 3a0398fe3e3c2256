"""Stream messages in handy pieces: very large ones cut, very small ones put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tui.kernels.transport import Arrival
from tui.wire.message import Channel, Message

SLICE = 250_000
"""Characters of a stream that are taken in at once: some 1 ms."""


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


def joined(arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """The arrivals, where stream messages that follow each other in one stream are one message.

    A stream's text may be cut anywhere, so the transcript is the same, for a fraction of the work.
    """
    first: Message | None = None
    texts: list[str] = []
    for arrival in arrivals:
        text = _text_of_stream(arrival)
        if first is not None and not (text is not None and _goes_on(first, arrival)):
            yield _whole(first, texts)
            first = None
        if text is None:
            yield arrival
        elif first is None:
            assert isinstance(arrival, Message)
            first, texts = arrival, [text]
        else:
            texts.append(text)
    if first is not None:
        yield _whole(first, texts)


def _text_of_stream(arrival: Arrival) -> str | None:
    if (
        isinstance(arrival, Message)
        and arrival.channel is Channel.IOPUB
        and arrival.header.get("msg_type") == "stream"
    ):
        text = arrival.content.get("text")
        return text if isinstance(text, str) else None
    return None


def _goes_on(first: Message, arrival: Arrival) -> bool:
    return (
        isinstance(arrival, Message)
        and (arrival.parent is first.parent or arrival.parent == first.parent)
        and arrival.content.get("name") == first.content.get("name")
    )


def _whole(first: Message, texts: list[str]) -> Message:
    if len(texts) == 1:
        return first
    return replace(first, content={**first.content, "text": "".join(texts)})
