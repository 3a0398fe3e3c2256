"""The styles the transcript is drawn with, gathered from theme and stylesheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style

from tui.render.pictures.graphics import Graphics

NO_STYLE = Style.null()


@dataclass(frozen=True, slots=True)
class Palette:
    """One style for each part of the transcript; `syntax` by class name of `SYNTAX_CLASSES`.

    `graphics` is the way pictures are drawn.
    """

    text: Style = NO_STYLE
    input_label: Style = NO_STYLE
    output_label: Style = NO_STYLE
    continuation: Style = NO_STYLE
    stderr_mark: Style = NO_STYLE
    dim: Style = NO_STYLE
    info: Style = NO_STYLE
    warning: Style = NO_STYLE
    error: Style = NO_STYLE
    rule: Style = NO_STYLE
    cursor: Style = NO_STYLE
    match: Style = NO_STYLE
    match_current: Style = NO_STYLE
    selection: Style = NO_STYLE
    syntax: Mapping[str, Style] = field(default_factory=dict)
    graphics: Graphics = field(default_factory=Graphics)
