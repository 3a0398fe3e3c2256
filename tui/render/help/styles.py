"""The styles help is drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style


@dataclass(frozen=True, slots=True)
class HelpStyles:
    """One style for each part of a help; `syntax` by class name of `SYNTAX_CLASSES`.

    All but `text` are laid over it.
    """

    text: Style = field(default_factory=Style.null)
    heading: Style = field(default_factory=lambda: Style(bold=True))
    code: Style = field(default_factory=Style.null)
    link: Style = field(default_factory=lambda: Style(underline=True))
    dim: Style = field(default_factory=lambda: Style(dim=True))
    syntax: Mapping[str, Style] = field(default_factory=dict)
