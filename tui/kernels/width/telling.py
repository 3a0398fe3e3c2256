"""Telling the kernel of a session how much room its output has."""

from __future__ import annotations

import logging
from collections import deque

from tui.kernels.width.code import may_import, telling_request
from tui.kernels.width.room import Room, TellWidth
from tui.wire.decode import object_of, text_of
from tui.wire.message import Message
from tui.wire.requests import Client

_log = logging.getLogger(__name__)


class Telling:
    """What the kernel's present process was told, and whether there is anything to tell it.

    A kernel is told right before a cell, in front of it in the kernel's own queue: then it is
    never at anything else, one that does not answer is sent nothing, the pane in which the cell
    was entered wins, and changes that no cell sees cost nothing. Nobody waits for the answer.
    """

    def __init__(self, client: Client, whom: TellWidth) -> None:
        self._client = client
        self.whom = whom
        """Which kernels are told."""
        self.last: Room | None = None
        """What it was told last."""
        self._earlier: Room | None = None
        self._asked = ""
        # What is published of a request may come after its answer, and after the next one.
        self._sent: deque[str] = deque(maxlen=8)
        self._may_have_imported = self._is_shared = False

    def forget(self) -> None:
        """Another process answers from now on, which was told nothing."""
        self.last, self._earlier, self._asked = None, None, ""
        self._may_have_imported = self._is_shared = False

    def note_other_client(self) -> None:
        """Somebody else uses the kernel: its width is not ours alone."""
        self._is_shared = True

    def note_cell(self, implementation: str, code: str) -> None:
        """Code is sent to the kernel."""
        if may_import(implementation, code):
            self._may_have_imported = True

    def is_due(self, room: Room, *, owned: bool) -> bool:
        """Whether there is something to tell a kernel; `owned` says that jtui started it."""
        if not self._wants(owned):
            return False
        return self._may_have_imported or self.last is None or self.last.columns != room.columns

    def note_told(self, room: Room) -> None:
        """The kernel is being told."""
        self._earlier, self.last = self.last, room
        self._may_have_imported = False

    def request(
        self, implementation: str, room: Room, *, owned: bool, started: bool
    ) -> Message | None:
        """What is to be sent before the next cell, `None` for nothing.

        `started` says that the kernel was given COLUMNS when it was started.
        """
        if not self.is_due(room, owned=owned):
            return None
        request = telling_request(self._client, implementation, room, self.last, started=started)
        if request is not None:
            self.note_told(room)
            self._asked = request.msg_id
            self._sent.append(request.msg_id)
        return request

    def is_about(self, message: Message) -> bool:
        """Whether a message came of telling the kernel: some publish silent code as well."""
        return message.parent_id in self._sent

    def takes(self, reply: Message) -> bool:
        """Whether a message is the kernel's answer, which nobody waits for."""
        if not self._asked or reply.parent_id != self._asked:
            return False
        self._asked = ""
        if text_of(reply.content.get("status")).startswith("abort"):
            # It went with what waited behind an error.
            self.last, self._may_have_imported = self._earlier, True
        value = object_of(object_of(reply.content.get("user_expressions")).get("value"))
        if "error" in (reply.content.get("status"), value.get("status")):
            words = text_of(value.get("evalue")) or text_of(reply.content.get("evalue"))
            _log.warning("the kernel could not be told its width: %s", words[:200])
        return True

    def _wants(self, owned: bool) -> bool:
        match self.whom:
            case "always":
                return True
            case "own":
                return owned and not self._is_shared
            case "never":
                return False
