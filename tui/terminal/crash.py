"""What happens when jtui itself fails: the traceback goes to the log, a sentence to the user."""

from __future__ import annotations

import logging
from typing import TypeVar

from rich.console import RenderableType
from textual.app import App

CRASH_EXIT_CODE = 1
_log = logging.getLogger(__name__)
ReturnType = TypeVar("ReturnType")


class CalmExit(App[ReturnType]):
    """An app that ends on an unhandled exception without showing anyone a traceback.

    `crash` is then the exception, its traceback is in the log, and the exit code is 1. Textual
    has no public hook for this; the names overridden are held in place by a test.
    """

    crash: BaseException | None = None

    def panic(self, *renderables: RenderableType) -> None:
        """End the app because of an error; what would be printed is logged."""
        with self.console.capture() as captured:
            self.console.print(*renderables)
        self._record_crash(RuntimeError(captured.get().strip().partition("\n")[0]))
        _log.critical("%s", captured.get())
        super().panic()

    def _handle_exception(self, error: Exception) -> None:
        self._record_crash(error)
        _log.critical("unhandled exception in the app", exc_info=error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own would render the traceback with the values of all local variables.
        self._close_messages_no_wait()

    def _record_crash(self, error: BaseException) -> None:
        if self.crash is None:
            self.crash = error
