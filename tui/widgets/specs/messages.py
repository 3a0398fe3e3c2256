"""What a panel of kernelspecs asks for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from textual.message import Message

from tui.model.spec_entry import SpecEntry


class Deed(StrEnum):
    """What can be done about kernelspecs, by the actions' names."""

    START = "start"
    CHECK = "check"
    CHECK_ALL = "check_all"
    REMOVE = "remove"
    UNDO = "undo"
    RESTORE = "restore"
    EDIT = "edit"
    EDIT_FILE = "edit_file"
    DUPLICATE = "duplicate"
    SET_DEFAULT = "set_default"
    INSTALL = "install"
    READ = "read"
    CLOSE = "close"


class DeedWanted(Message, namespace="specs_panel"):
    """Something is to be done about kernelspecs: the marked ones, or the selected one.

    Of those that concern one only, such as an edit, `entries` holds that.
    """

    def __init__(self, deed: Deed, entries: Sequence[SpecEntry] = ()) -> None:
        super().__init__()
        self.deed = deed
        self.entries = entries


class FactsWanted(Message, namespace="specs_panel"):
    """The selection rests on a kernelspec: `show_facts` is to tell what the disk knows of it."""

    def __init__(self, entry: SpecEntry) -> None:
        super().__init__()
        self.entry = entry
