"""The log: a file only its user can read, never the screen."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

from tui.config import Settings
from tui.paths import log_file
from tui.private_file import open_private_log

_MAX_BYTES = 5_000_000
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def start_log(settings: Settings) -> Settings:
    """Let everything that is logged go to jtui's log file; answer the settings with its path.

    When the file cannot be written nothing is logged anywhere, and the problem is in the settings.
    """
    file = log_file()
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if settings.debug else logging.INFO)
    try:
        handler: logging.Handler = _private_handler(file)
    except OSError as error:
        # Without any handler, Python's logging would write warnings to the screen.
        root.addHandler(logging.NullHandler())
        problem = (
            f"The log file {file} cannot be written: {error.strerror}. Neither it nor unsent"
            " prompts are kept: set JUPYTER_DATA_DIR to a directory that can be written."
        )
        return replace(settings, problems=(*settings.problems, problem))
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    # A failing log (a full disk) is not worth a traceback on the screen.
    logging.raiseExceptions = False
    return replace(settings, log_file=file)


def _private_handler(file: Path) -> logging.Handler:
    if file.exists() and file.stat().st_size > _MAX_BYTES:
        file.replace(file.with_suffix(".log.1"))
    os.close(open_private_log(file))
    file.chmod(0o600)
    return logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")


def stacks_file(settings: Settings) -> Path | None:
    """A private file beside the log for the stacks of all threads; `None` without a log."""
    if settings.log_file is None:
        return None
    file = settings.log_file.with_name("stacks.log")
    try:
        os.close(open_private_log(file))
    except OSError:
        return None
    return file
