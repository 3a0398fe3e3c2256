"""The dialog that lists what is in the trash, to bring something back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.model.spec_entry import TrashItem, TrashKind
from tui.widgets.dialogs.dismissal import DismissedOnce
from tui.widgets.specs.row import one_line

MOST = 300
"""Items that are listed, the newest."""

_KINDS = {TrashKind.DIRECTORY: "", TrashKind.LINK: "link, ", TrashKind.FILE: "kernel.json, "}


class TrashList(ModalScreen[TrashItem | None], DismissedOnce[TrashItem | None]):
    """Lists items, newest first; the result is the one to restore, `None` for none."""

    DEFAULT_CSS = """
    TrashList {
        align: center middle;
        & > Vertical {
            width: 90;
            max-width: 100%;
            height: auto;
            max-height: 80%;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & Static { height: auto; margin-bottom: 1; }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 24; border: none; padding: 0; background: $surface;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back_out", "Cancel", id="dialog.cancel"),
        Binding("j", "step(1)", "Below", id="trash.down", show=False),
        Binding("k", "step(-1)", "Above", id="trash.up", show=False),
    ]

    def __init__(self, items: Sequence[TrashItem], home: str = "") -> None:
        """`home` is shown as `~` where a path begins with it."""
        super().__init__()
        self._items = items[:MOST]
        self._home = f"{home}/" if home else ""
        self._more = len(items) - len(self._items)

    def compose(self) -> ComposeResult:
        """What to do over the list."""
        words = "Restore from the trash: Enter puts it back where it was, Esc leaves it."
        if self._more:
            words += f" {self._more:,} older ones are not listed."
        with Vertical():
            yield Static(Content(words), markup=False)
            yield OptionList(
                *(Option(Content(self._line(each))) for each in self._items), markup=False
            )

    def _line(self, item: TrashItem) -> str:
        path = str(item.path)
        if self._home and path.startswith(self._home):
            path = f"~/{path[len(self._home) :]}"
        try:
            when = f"{item.removed_at.astimezone():%Y-%m-%d %H:%M:%S}"
        except (OverflowError, ValueError, OSError):
            # The beginning of all time, in a zone before it.
            when = ""
        kind = _KINDS[item.kind]
        return f"{one_line(item.name)}\n  {kind}{one_line(item.reason)} {when}, {one_line(path)}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with what was chosen."""
        event.stop()
        self.dismiss(self._items[event.option_index])

    def action_step(self, step: int) -> None:
        """Mark the item below (1) or above (-1)."""
        listed = self.query_one(OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_back_out(self) -> None:
        """Answer with nothing."""
        self.dismiss(None)
