"""The menu and the tip of an editor, put beside the line that is typed in it."""

from __future__ import annotations

from textual.geometry import NULL_REGION, Offset, Region
from textual.widget import Widget

from tui.widgets.completion.menu import LEAD, CompletionList
from tui.widgets.completion.placement import Anchor, place_menu, place_tip
from tui.widgets.completion.tip import SignatureTip
from tui.widgets.prompt.asking_area import AskingArea


class Popups:
    """Draws the menu and the tip of `editor`; each is mounted under `parent` when first needed."""

    def __init__(self, parent: Widget, editor: AskingArea) -> None:
        self._parent = parent
        self._editor = editor
        self._menu: CompletionList | None = None
        self._tip: SignatureTip | None = None
        self._above: bool | None = None

    def draw(self) -> None:
        """Show both as the editor has them now."""
        self._draw_tip(self._draw_menu())

    def _draw_menu(self) -> Region:
        """Draw the menu, and answer where it is."""
        state = self._editor.menu
        if state is None:
            self._above = None
            if self._menu is not None:
                self._menu.show(None)
                self._menu.lie(NULL_REGION)
            return NULL_REGION
        if self._menu is None:
            self._menu = CompletionList()
            self._parent.mount(self._menu)
        self._menu.show(state)
        place = self._place(state.start, LEAD)
        region = place_menu(place, self._parent.screen.size, self._menu.wanted, self._above)
        self._above = region.y < place.point.y
        self._menu.fit(region.height)
        self._menu.lie(region)
        return region

    def _draw_tip(self, menu: Region) -> None:
        end = self._editor.callee_end
        if end is None:
            if self._tip is not None:
                self._tip.lie(NULL_REGION)
            return
        if self._tip is None:
            self._tip = SignatureTip()
            self._parent.mount(self._tip)
        screen = self._parent.screen.size
        self._tip.show(self._editor.tip(screen.width - 2))
        place = self._place(end, self._tip.lead)
        self._tip.lie(place_tip(place, screen, self._tip.wanted, menu))

    def _place(self, position: int, lead: int) -> Anchor:
        """Where something with `lead` cells before its text goes, for code from `position` on."""
        editor = self._editor
        wrapped, region = editor.wrapped_document, editor.content_region
        row = editor.cursor_location[0]
        shift = region.offset - editor.scroll_offset + Offset(editor.gutter_width, 0)
        begin = wrapped.location_to_offset(editor.location_at(position)) + shift
        first = wrapped.location_to_offset((row, 0)) + shift
        last = wrapped.location_to_offset((row, len(editor.document.get_line(row)))) + shift
        cursor = editor.cursor_screen_offset
        # What begins in a row above the cursor's has its popup at that row's beginning.
        left = begin.x if begin.y == cursor.y else first.x
        return Anchor(
            Offset(left - lead, cursor.y),
            max(first.y, region.y),
            min(last.y, max(cursor.y, region.bottom - 1)) + 1,
        )
