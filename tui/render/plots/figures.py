"""What is drawn: charts with axes, bars, boxes and heatmaps, whatever described them.

All texts are clean, all numbers finite but for `nan`, which stands for a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_SERIES = 12
"""Series of a figure that are drawn."""

MOST_POINTS = 20_000
"""Points of all series of a figure that are drawn: of more, every second, third..."""

MOST_CATEGORIES = 60
"""Categories of an axis, bars or boxes that are drawn."""


class Mark(StrEnum):
    """How the points of a series are shown."""

    LINE = "line"
    STEP = "step"
    POINTS = "points"
    LINE_AND_POINTS = "line and points"
    AREA = "area"
    BARS = "bars"


class Scale(StrEnum):
    """What the numbers of an axis mean: on a category axis they count the categories."""

    LINEAR = "linear"
    LOG = "log"
    TIME = "time"
    """Seconds since 1970, in UTC."""
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis; `low` and `high` are its ends where they are given."""

    title: str = ""
    scale: Scale = Scale.LINEAR
    categories: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points in the units of the axes; bars and areas reach from 0 to `ys`."""

    name: str
    mark: Mark
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over two axes; with `stacked`, bars and areas stand on each other."""

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class BarRow:
    """The bars of one label: a value for each series, `nan` for none."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars; `names` are those of the series; with `shares`, parts of a whole."""

    title: str
    names: tuple[str, ...]
    rows: tuple[BarRow, ...]
    value_title: str = ""
    stacked: bool = False
    shares: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Least value, quartiles and greatest value of something."""

    label: str
    low: float
    first: float
    median: float
    third: float
    high: float


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes on a common axis."""

    title: str
    boxes: tuple[Box, ...]
    value_title: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Cells in colours; the first row is drawn at the top, `nan` is an empty cell."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    x_title: str = ""
    y_title: str = ""


Figure = Chart | Bars | Boxes | Heat
