"""Telling the kernel of a session how much room its output has."""

from __future__ import annotations

import logging

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
        self._whom = whom
        self._last: Room | None = None
        self._asked = ""
        self._may_have_imported = self._is_shared = False

    def forget(self) -> None:
        """Another process answers from now on, which was told nothing."""
        self._last, self._asked = None, ""
        self._may_have_imported = self._is_shared = False

    def note_other_client(self) -> None:
        """Somebody else uses the kernel: its width is not ours alone."""
        self._is_shared = True

    def note_cell(self, implementation: str, code: str) -> None:
        """Code is sent to the kernel."""
        if may_import(implementation, code):
            self._may_have_imported = True

    def request(
        self, implementation: str, room: Room | None, *, owned: bool, started: bool
    ) -> Message | None:
        """What is to be sent before the next cell, `None` for nothing.

        `owned` says that jtui started the kernel, `started` that it was given COLUMNS then.
        """
        if room is None or not self._wants(owned):
            return None
        before = self._last
        same = before is not None and before.columns == room.columns
        if same and not self._may_have_imported:
            return None
        request = telling_request(self._client, implementation, room, before, started)
        if request is None:
            return None
        self._last, self._asked = room, request.msg_id
        self._may_have_imported = False
        return request

    def takes(self, reply: Message) -> bool:
        """Whether a message is the kernel's answer, which nobody waits for."""
        if not self._asked or reply.parent_id != self._asked:
            return False
        self._asked = ""
        value = object_of(object_of(reply.content.get("user_expressions")).get("value"))
        if "error" in (reply.content.get("status"), value.get("status")):
            words = text_of(value.get("evalue")) or text_of(reply.content.get("evalue"))
            _log.warning("the kernel could not be told its width: %s", words[:200])
        return True

    def _wants(self, owned: bool) -> bool:
        match self._whom:
            case "always":
                return True
            case "own":
                return owned and not self._is_shared
            case "never":
                return False
