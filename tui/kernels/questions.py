"""What the way to a kernel may ask the user: passwords, tokens, whether to trust a host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the user, its texts cleaned; `text` may have several lines.

    With `choices` one of them is the answer, otherwise a line of text, not shown when it
    `is_secret`. `keep_words` is not empty where the answer could be kept for later, and says so.
    """

    title: str
    text: str
    is_secret: bool = False
    choices: tuple[str, ...] = ()
    keep_words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user answered; `keep` says that it may be kept for later."""

    text: str
    keep: bool = False


Asker = Callable[[Question], Awaitable[Answer | None]]
"""Asks the user and waits; `None` when the user backs out."""


async def nobody_to_ask(_: Question) -> Answer | None:
    """Backs out of every question: where there is no user."""
    return None
