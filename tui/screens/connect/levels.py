"""A page of two levels: places first, then what is at one of them."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.connect.listed import ListedPage, widths_of
from tui.widgets.connect.page import ConnectRow


class PlacesPage(ListedPage):
    """Places, one of which can be gone into; what is typed may add rows at the end."""

    # The place that was gone into, "" for none.
    _place = ""

    def typed_rows(self, text: str) -> Sequence[ConnectRow]:
        """Rows that are made of what is typed."""
        return ()

    def rows(self, text: str) -> Sequence[ConnectRow]:
        """The rows with all words of a text in them, and those that are made of it."""
        found = [*super().rows(text), *self.typed_rows(text)]
        self._wanted = widths_of(found, len(self.columns))
        return found

    def enter(self, place: str) -> None:
        """Go into a place."""
        self._place = place
        self.set_rows(())
        self.host.set_text(self, "")
        self.refresh()

    def back(self) -> bool:
        """Go back to the places."""
        if not self._place:
            return False
        left, self._place = self._place, ""
        self.set_rows(())
        self.host.set_text(self, "", left)
        self.refresh()
        return True
