"""What is said of an error nobody expected: a traceback to the log, a sentence to the user."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from tui.model.clean import clean

_TEXT_LIMIT = 200
_log = logging.getLogger(__name__)


def report_crash(error: BaseException, log_path: Path) -> str:
    """Return the one sentence a user reads after jtui failed with `error`."""
    text = " ".join(str(error).split())[:_TEXT_LIMIT]
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return clean(f"jtui stopped because of an error in itself ({what}). Details: {log_path}")


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
