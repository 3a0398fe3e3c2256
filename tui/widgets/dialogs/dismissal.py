"""Screens that can be dismissed once only."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Result = TypeVar("Result")


class DismissedOnce(Screen[Result]):
    """A screen whose further dismissals, by keys of the same read, change nothing.

    Textual's own `dismiss` takes away whatever screen is on top; of two Enters in one read the
    second would take the one below, and the last of all is an error that ends the app. Named
    last among the bases: Textual takes the style sheet from the first one.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close this screen with `result`; nothing when it is not on top."""
        return super().dismiss(result) if self.is_active else AwaitComplete(_nothing())


class FullPanel(DismissedOnce[Result]):
    """A panel that fills the terminal and asks nothing, so that jtui can be left from it."""


async def _nothing() -> None:
    """Be done at once."""
