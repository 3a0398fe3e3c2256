"""How much room there is for what a kernel puts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TellWidth = Literal["own", "always", "never"]
"""Which kernels are told: those jtui started and nobody else uses, all, or none."""

LEAST, MOST = 20, 500
"""Columns that are told at least and at most: R takes no less than 10, and no screen has more."""


@dataclass(frozen=True, slots=True)
class Room:
    """The columns and the lines that output is shown in."""

    columns: int
    lines: int

    @classmethod
    def of(cls, columns: int, lines: int) -> Room | None:
        """The room as it can be told; `None` where nothing is laid out yet."""
        if columns <= 0 or lines <= 0:
            return None
        return cls(max(LEAST, min(columns, MOST)), max(1, min(lines, MOST)))

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables by which programs know the size of a terminal that they do not have."""
        return {"COLUMNS": str(self.columns), "LINES": str(self.lines)}
