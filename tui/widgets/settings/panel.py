"""The panel of settings: they are filtered, looked at and changed by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input

from tui.model.clean import clean
from tui.widgets.connect.field_row import FieldRow, PageField
from tui.widgets.connect.note import Note
from tui.widgets.settings import messages
from tui.widgets.settings.edit_row import Check, EditRow
from tui.widgets.settings.keys import BINDINGS
from tui.widgets.settings.late_keys import action_of, passed_on, take
from tui.widgets.settings.row import Listing, Mark, SettingRow, narrowed
from tui.widgets.settings.rows import SettingRows
from tui.widgets.specs.details import SpecDetails

WIDE = 100
"""Columns from which on the details stand at the right."""
TALL = 12
"""Rows of the panel from which on the details stand below."""
_WIDEST = 80
_LEAST = 5


class SettingsField(PageField):
    """The filter."""

    def __init__(self, edit: Callable[[], None]) -> None:
        """`edit` is called when the selected setting is to be changed."""
        super().__init__()
        self._edit = edit

    def on_key(self, event: events.Key) -> None:
        """Leave what is typed after a value was asked for to the field for that."""
        if not passed_on(self, event) and action_of(self, event) == "edit":
            take(event)
            self._edit()


class SettingsSplit(Container):
    """The list with the details beside it, or below it where there is no room beside it."""

    BLANK = True
    DEFAULT_CSS = """
    SettingsSplit { height: 1fr; layout: horizontal; &.-stacked { layout: vertical; } }
    """


class SettingsPanel(Vertical):
    """Fills a screen, which does what its messages ask for and shows what has come of it."""

    BLANK = True
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS
    DEFAULT_CSS = """
    SettingsPanel { height: 1fr; }
    """

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._listing: Listing | None = None
        self._filter_row = FieldRow(SettingsField(self.action_edit))
        self._filter = self._filter_row.field
        self._filter.placeholder = "filter: name, prose, value"
        self._list = SettingRows(self.action_edit)
        self._details = SpecDetails()
        self._split = SettingsSplit()
        self._edit_row = EditRow(check)
        self._note = Note()
        self._words = ""
        self._told = ""
        self._can_undo = False

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._filter_row
        with self._split:
            yield self._list
            yield self._details
        yield self._edit_row
        yield self._note

    def on_mount(self) -> None:
        """Have keys go to the list."""
        self.screen.set_focus(self._list, scroll_visible=False)
        self._list.show((), "Reading the settings …")

    def on_resize(self, event: events.Resize) -> None:
        """Put the details where there is room."""
        width, height = event.size
        is_wide = width >= WIDE
        self._split.set_class(not is_wide, "-stacked")
        self._details.display = is_wide or height >= TALL
        styles = self._details.styles
        styles.width = min(width * 9 // 20, _WIDEST) if is_wide else "1fr"
        styles.height = "1fr" if is_wide else max(_LEAST, height * 8 // 20)

    # What is given.

    def show(self, listing: Listing) -> None:
        """Show the settings as they are now."""
        self._listing = listing
        self._narrow(self._filter.value)

    def say(self, problem: str) -> None:
        """Show cleaned sentences about what is wrong, `""` for nothing."""
        self._note.show(problem)

    def select(self, key: str) -> None:
        """Select a setting by its name, if the filter does not hide it."""
        self._list.select_key(key)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change that can be taken back."""
        return self._can_undo

    @can_undo.setter
    def can_undo(self, can_undo: bool) -> None:
        self._can_undo = can_undo
        self.refresh_bindings()

    @property
    def selected(self) -> SettingRow | None:
        """The selected setting."""
        return self._list.selected

    # What is shown of it.

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by what is typed."""
        event.stop()
        self._catch_up()

    def _catch_up(self) -> None:
        """Filter by what was typed just now, of which the word has not come yet."""
        if self._filter.value != self._words:
            self._narrow(self._filter.value)

    def _narrow(self, text: str) -> None:
        self._words = text
        if self._listing is None:
            return
        self._list.show(narrowed(self._listing, text), f"No setting has “{clean(text.strip())}”.")
        rows = [row for _, rows in self._listing for row in rows]
        shown, count = len(self._list.rows), len(rows)
        changed = sum(Mark.CHANGED in row.marks for row in rows)
        words = f"{shown} of {count}" if shown < count else f"{count} settings"
        self._filter_row.show_state(f"{words}, {Mark.CHANGED} {changed} changed")
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        row = self._list.selected
        key = row.key if row is not None else ""
        self._details.show(row.lines if row is not None else (), anew=key != self._told)
        self._told = key

    def on_setting_rows_moved(self, event: SettingRows.Moved) -> None:
        """Tell about the setting that is selected now."""
        event.stop()
        self._tell()
        self.refresh_bindings()

    def on_setting_rows_picked(self, event: SettingRows.Picked) -> None:
        """Change what was clicked twice."""
        event.stop()
        self.action_edit()

    def on_setting_rows_typed(self, event: SettingRows.Typed) -> None:
        """Go on typing in the filter."""
        event.stop()
        self.action_filter()
        self._filter.replace(event.character, *self._filter.selection)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are keys in the list only; while a value is typed, nothing else is done."""
        if self._edit_row.display:
            return action == "details"
        in_list, row = self._list.has_focus, self._list.selected
        match action:
            case "edit":
                return row is not None
            case "step":
                return in_list and row is not None and bool(row.choices)
            case "reset":
                return in_list and row is not None and row.can_reset
            case "undo":
                return in_list and self._can_undo
            case "filter":
                return in_list
        return True

    def action_edit(self) -> None:
        """Change the selected setting: the other of two values, one of several, or a typed one."""
        self._catch_up()
        row = self._list.selected
        if row is None or self._edit_row.display:
            return
        if row.leads:
            self.post_message(messages.LeadWanted(row.key))
        elif len(row.choices) > 2:
            self.post_message(messages.PickWanted(row.key))
        elif row.choices:
            self.action_step()
        elif not self._edit_row.can_hold(row.text):
            self.app.bell()
            self.say(f"{row.key} is too long to be edited here: edit the file.")
        else:
            back = self._filter if self._filter.has_focus else self._list
            self._edit_row.edit(row, back)
            self.refresh_bindings()

    def action_step(self) -> None:
        """Have the next of its values."""
        row = self._list.selected
        if row is not None and row.choices:
            self.post_message(messages.StepWanted(row.key))

    def on_edit_row_submitted(self, event: EditRow.Submitted) -> None:
        """Ask for a value that was typed."""
        event.stop()
        self.post_message(messages.TextWanted(event.key, event.text))

    def on_edit_row_left(self, event: EditRow.Left) -> None:
        """Other keys work again."""
        event.stop()
        self.refresh_bindings()

    def action_reset(self) -> None:
        """Have the default."""
        if (row := self._list.selected) is not None:
            self.post_message(messages.ResetWanted(row.key))

    def action_undo(self) -> None:
        """Take the last change back."""
        self.post_message(messages.UndoWanted())

    def action_read(self) -> None:
        """Read the files again."""
        self.post_message(messages.ReadWanted())

    def action_close(self) -> None:
        """Take the filter off; without one go away."""
        if self._filter.value:
            self._filter.value = ""
            self._narrow("")
            self.screen.set_focus(self._list, scroll_visible=False)
        else:
            self.post_message(messages.CloseWanted())

    def action_move(self, step: int) -> None:
        """Select the setting below (1) or above (-1)."""
        self._catch_up()
        self._list.move(step)

    def action_page(self, step: int) -> None:
        """Select a setting a page below (1) or above (-1)."""
        self._list.page(step)

    def action_go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) setting."""
        self._list.go_to_end(step)

    def action_details(self, step: int, pages: bool) -> None:
        """Scroll the details by lines or pages."""
        self._details.scroll_by(step, pages=pages)

    def action_switch(self) -> None:
        """Go from the filter to the list, or back."""
        part = self._filter if self._list.has_focus else self._list
        self.screen.set_focus(part, scroll_visible=False)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.screen.set_focus(self._filter, scroll_visible=False)
