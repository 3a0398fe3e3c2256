"""What the settings' panel asks for."""

from __future__ import annotations

from textual.message import Message


class OfSetting(Message):
    """About one setting, by its name as in `Prompt.auto_close`."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class StepWanted(OfSetting):
    """The next of its values is to be in force."""


class PickWanted(OfSetting):
    """One of the choices is to be picked from a list."""


class TextWanted(OfSetting):
    """What was typed is to be the value; it has been checked."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(key)
        self.text = text


class ResetWanted(OfSetting):
    """The default is to be in force again."""


class LeadWanted(OfSetting):
    """The user wants to go where the value is picked."""


class UndoWanted(Message):
    """The last change is to be taken back."""


class ReadWanted(Message):
    """The files are to be read again."""


class CloseWanted(Message):
    """The panel is to be left."""
