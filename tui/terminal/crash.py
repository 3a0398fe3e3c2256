"""What happens when jtui itself fails: the traceback goes to the log, a sentence to the user."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from rich.console import RenderableType
from textual.app import App

from tui.terminal.barrier import visible

CRASH_EXIT_CODE = 1
_TEXT_LIMIT = 200
_log = logging.getLogger(__name__)
ReturnType = TypeVar("ReturnType")


def report_crash(error: BaseException, log_path: Path) -> str:
    """Return the one sentence a user reads after jtui failed with `error`."""
    text = " ".join(str(error).split())[:_TEXT_LIMIT]
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return visible(f"jtui stopped because of an error in itself ({what}). Details: {log_path}")


def log_uncaught(log_path: Path) -> None:
    """Have exceptions nobody caught logged, not printed; one that ends the program is reported."""

    def in_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        _log.critical("the program failed", exc_info=(kind, error, trace))
        # Before a line of text may be printed; the stream is the real one, not Textual's.
        if sys.__stderr__ is not None:
            sys.__stderr__.write(report_crash(error, log_path) + "\n")

    def in_thread(failed: threading.ExceptHookArgs) -> None:
        name = "a thread" if failed.thread is None else f"thread {failed.thread.name}"
        _log.error("%s failed", name, exc_info=failed.exc_value)

    def unraisable(failed: sys.UnraisableHookArgs) -> None:
        _log.error("%s", failed.err_msg or "ignored exception", exc_info=failed.exc_value)

    sys.excepthook = in_main
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


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
