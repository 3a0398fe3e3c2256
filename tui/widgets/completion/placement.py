"""Where popups go: beside the line being typed, never over it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import NULL_REGION, Offset, Region, Size


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of the typing on the screen, in cells.

    `point` is where the word that is typed begins, in the cursor's row; `top` and `bottom` are the
    first row of the cursor's line, which may be wrapped into several, and the one below its last.
    """

    point: Offset
    top: int
    bottom: int

    def row_only(self) -> Anchor:
        """The same with nothing to be kept free but the row of the cursor."""
        return Anchor(self.point, self.point.y, self.point.y + 1)


def place_menu(
    anchor: Anchor, screen: Size, wanted: Size, above: bool | None = None, least: int = 3
) -> Region:
    """The region of a menu that would be as large as `wanted`; an empty one if there is no room.

    Below the line if there is room for all of it, else above, else where there is more room;
    `above` says where it has been so far, where it stays as long as there is room. A line that
    leaves less than `least` rows beside it is covered but for the row of the cursor.
    """
    over, under = max(0, anchor.top), max(0, screen.height - anchor.bottom)
    if max(over, under) < min(least, wanted.height) and anchor != anchor.row_only():
        return place_menu(anchor.row_only(), screen, wanted, above, least)
    if above is None or wanted.height > (over if above else under):
        above = wanted.height > under and (wanted.height <= over or over > under)
    height = min(wanted.height, over if above else under)
    width = min(wanted.width, screen.width)
    if height <= 0 or width <= 0:
        return NULL_REGION
    x = max(0, min(anchor.point.x, screen.width - width))
    return Region(x, anchor.top - height if above else anchor.bottom, width, height)


def place_tip(anchor: Anchor, screen: Size, width: int, menu: Region) -> Region:
    """The row of a tip, above the line or else below it; empty if both are taken or off screen."""
    width = min(width, screen.width)
    x = max(0, min(anchor.point.x, screen.width - width))
    for row in (anchor.top - 1, anchor.bottom):
        region = Region(x, row, width, 1)
        if width > 0 and 0 <= row < screen.height and not region.overlaps(menu):
            return region
    return NULL_REGION
