"""The panel in which one picks what to open: pages, a filter, rows, details."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Input

from tui.widgets.connect.field_row import FieldRow
from tui.widgets.connect.heads import RowHeads
from tui.widgets.connect.keys import BINDINGS
from tui.widgets.connect.note import Note
from tui.widgets.connect.page import Deed, PageContent
from tui.widgets.connect.page_bar import PageBar
from tui.widgets.connect.row_list import RowList
from tui.widgets.specs.details import SpecDetails

WIDE = 100
"""Columns from which on the details stand at the right."""
TALL = 16
"""Rows of the panel from which on the details stand below."""
_WIDEST = 80
_LEAST = 5
_OF_PAGE = frozenset((Deed.REFRESH, Deed.BACK))


class ListBesideDetails(Container):
    """The rows with the details beside them, or below where there is no room beside."""

    BLANK = True
    DEFAULT_CSS = """
    ListBesideDetails { height: 1fr; layout: horizontal; &.-stacked { layout: vertical; } }
    """


class Rows(Vertical):
    """The heads over the rows."""

    BLANK = True
    DEFAULT_CSS = """
    Rows { width: 1fr; height: 1fr; }
    """


class ConnectPanel(Vertical):
    """Shows pages, which it asks for all they show; a screen does what `DeedWanted` says."""

    BLANK = True
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS
    DEFAULT_CSS = """
    ConnectPanel { height: 1fr; }
    """

    class DeedWanted(Message):
        """Something is to be done about the row of `key` ("" for none), or about its page.

        `index` is the place of the page, `text` what is typed in it.
        """

        def __init__(self, index: int, deed: Deed, key: str, text: str) -> None:
            super().__init__()
            self.index = index
            self.deed = deed
            self.key = key
            self.text = text

    class PageShown(Message):
        """A page came into view, by its place."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, pages: Sequence[PageContent], active: int = 0, text: str = "") -> None:
        """`text` is what is typed in the page in view at first."""
        super().__init__()
        self._pages = pages
        self._active = active
        self._texts = [text if number == active else "" for number in range(len(pages))]
        self._keys = [""] * len(pages)
        self._bar = PageBar()
        self._field_row = FieldRow()
        self._field = self._field_row.field
        self._heads = RowHeads()
        self._list = RowList()
        self._details = SpecDetails()
        self._split = ListBesideDetails()
        self._note = Note()
        self._shown_text = ""
        self._told = ""
        self._awaits_row = False
        # The key of the row that is to be selected when it is there.
        self._pending = ""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._bar
        yield self._field_row
        with self._split:
            with Rows():
                yield self._heads
                yield self._list
            yield self._details
        yield self._note

    def on_mount(self) -> None:
        """Have all keys go to the filter."""
        self.screen.set_focus(self._field, scroll_visible=False)
        self._enter_page()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details where there is room."""
        width, height = event.size
        is_wide = width >= WIDE
        self._split.set_class(not is_wide, "-stacked")
        self._details.display = is_wide or height >= TALL
        styles = self._details.styles
        styles.width = min(width * 9 // 25, _WIDEST) if is_wide else "1fr"
        styles.height = "1fr" if is_wide else max(_LEAST, height * 8 // 25)
        self.call_after_refresh(self._show_heads)

    # Pages.

    @property
    def active(self) -> int:
        """The place of the page in view."""
        return self._active

    @property
    def text(self) -> str:
        """What is typed."""
        return self._field.value

    def show_page(self, index: int) -> None:
        """Bring a page into view, with what was typed in it before."""
        if index != self._active:
            self._texts[self._active] = self._field.value
            self._keys[self._active] = self._key
            self._active = index
            self._enter_page()

    def set_text(self, text: str, key: str = "") -> None:
        """Have a text typed in the page in view, and the row of a key selected."""
        self._texts[self._active], self._keys[self._active] = text, key
        self._enter_page()

    def _enter_page(self) -> None:
        self._awaits_row = False
        with self.prevent(Input.Changed):
            self._field.value = self._texts[self._active]
            self._field.cursor_position = len(self._field.value)
        self._told = "\0"
        self._pending = self._keys[self._active]
        self._list.select(0)
        self.refresh_page()
        self.post_message(self.PageShown(self._active))

    def refresh_page(self) -> None:
        """Show what the page in view holds now."""
        page, text = self._pages[self._active], self._field.value
        self._shown_text = text
        self._bar.show(tuple(each.title for each in self._pages), self._active)
        self._field.placeholder = page.placeholder
        self._field_row.show_state(page.status)
        self._note.show(page.problem)
        rows = page.rows(text)
        self._list.say(tuple(page.words(text)))
        self._list.show(page.columns, page.wanted, rows)
        self._select_pending()
        self._show_heads()
        self._tell()
        self.refresh_bindings()
        if self._awaits_row and rows:
            self._awaits_row = False
            self.action_act(Deed.OPEN)

    def _select_pending(self) -> None:
        """Select the row that was selected before, as soon as it is there again."""
        if self._pending and any(row.key == self._pending for row in self._list.rows):
            self._list.select_key(self._pending)
            self._pending = ""

    def _show_heads(self) -> None:
        page = self._pages[self._active]
        self._heads.display = bool(self._list.rows)
        self._heads.show(page.columns, self._list.widths)

    @property
    def _key(self) -> str:
        row = self._list.selected
        return row.key if row is not None else ""

    def _tell(self) -> None:
        key = self._key
        lines = tuple(self._pages[self._active].details(key)) if key else ()
        self._details.show(lines, anew=key != self._told)
        self._told = key

    # What comes from the parts.

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by what is typed."""
        event.stop()
        self._catch_up()

    def _catch_up(self) -> None:
        """Filter by what was typed just now, of which the word has not come yet."""
        if self._field.value != self._shown_text:
            self._awaits_row, self._pending = False, ""
            self.refresh_page()
            self._list.select(0)

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Tell about the row that is selected now."""
        event.stop()
        self._tell()
        self.refresh_bindings()

    def on_row_list_picked(self, event: RowList.Picked) -> None:
        """Open what was clicked twice."""
        event.stop()
        self.action_act(Deed.OPEN)

    def on_page_bar_chosen(self, event: PageBar.Chosen) -> None:
        """Show the page that was clicked."""
        event.stop()
        self.show_page(event.index)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys exist only where there is something to do."""
        match action, parameters:
            case "act", (str(name),):
                deed = Deed(name)
                if deed in _OF_PAGE or (deed is Deed.OPEN):
                    return True
                return deed in self._pages[self._active].deeds(self._key)
        return True

    def action_act(self, name: str) -> None:
        """Ask for something to be done."""
        self._catch_up()
        deed = Deed(name)
        if deed is Deed.OPEN and not self._key:
            page = self._pages[self._active]
            # Rows that were read just now are about to be shown.
            self._awaits_row = page.keeps_enter or bool(page.rows(self._field.value))
            return
        self.post_message(self.DeedWanted(self._active, deed, self._key, self._field.value))

    def action_step_page(self, step: int) -> None:
        """Bring the next page (1) or the one before (-1) into view, around the ends."""
        self.show_page((self._active + step) % len(self._pages))

    def action_move(self, step: int) -> None:
        """Select the row below (1) or above (-1)."""
        self._catch_up()
        self._pending = ""
        self._list.move(step)

    def action_page(self, step: int) -> None:
        """Select a row a page below (1) or above (-1)."""
        self._list.page(step)

    def action_go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) row."""
        self._list.go_to_end(step)

    def action_scroll_details(self, step: int, pages: bool) -> None:
        """Scroll the details by lines or pages."""
        self._details.scroll_by(step, pages=pages)
