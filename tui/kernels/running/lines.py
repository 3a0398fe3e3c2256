"""What runs here as lines of text, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from tui.kernels.running.row import RunningKernel


def running_lines(rows: Sequence[RunningKernel], now: float) -> list[str]:
    """A table of the rows, cleaned, with a heading; `now` is in seconds since the epoch."""
    return [str(now)] if rows else ["No kernel runs here."]
