"""What a pager asks of the pane it is in."""

from __future__ import annotations

from textual.message import Message


class InspectWanted(Message, namespace="pager"):
    """Help on a name is wanted; `detail` 1 asks for its source as well."""

    def __init__(self, name: str, detail: int) -> None:
        super().__init__()
        self.name = name
        self.detail = detail


class SourceWanted(Message, namespace="pager"):
    """A source file is to be opened in the editor.

    `path` is as the kernel wrote it, `line` counts from 1 and is 0 where it is not known; `anchor`
    is the first line of the source then, "" where that is not known either.
    """

    def __init__(self, path: str, line: int, anchor: str) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.anchor = anchor


class CopyWanted(Message, namespace="pager"):
    """A text is to be copied to the clipboard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class LeaveWanted(Message, namespace="pager"):
    """The user wants to go on typing, in the prompt; `text` was typed already."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class ResizeWanted(Message, namespace="pager"):
    """The pager is to take more (1) or less (-1) of the room."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class Closed(Message, namespace="pager"):
    """The user has done with the pager."""
