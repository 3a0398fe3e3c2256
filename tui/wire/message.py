"""A message of the Jupyter protocol, as plain data."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
JsonObject = Mapping[str, Json]


class Channel(enum.StrEnum):
    """A channel of the messaging protocol that carries messages (the heartbeat does not)."""

    SHELL = "shell"
    IOPUB = "iopub"
    STDIN = "stdin"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, sent or received.

    Header, parent and content are JSON objects exactly as they travelled (unknown fields are
    kept), except that null or missing ones are empty. The properties read single fields
    and answer `""` when a field is missing or has the wrong type.
    """

    channel: Channel
    header: JsonObject
    content: JsonObject
    parent: JsonObject = field(default_factory=dict)
    metadata: JsonObject = field(default_factory=dict)
    buffers: tuple[bytes, ...] = ()

    @property
    def msg_type(self) -> str:
        """The kind of message, such as `execute_reply`."""
        return _text(self.header, "msg_type")

    @property
    def msg_id(self) -> str:
        """The id its sender gave it."""
        return _text(self.header, "msg_id")

    @property
    def session(self) -> str:
        """The session id of its sender."""
        return _text(self.header, "session")

    @property
    def parent_id(self) -> str:
        """The id of the request it belongs to, or `""`."""
        return _text(self.parent, "msg_id")

    @property
    def parent_session(self) -> str:
        """The session id of the client whose request it belongs to, or `""`."""
        return _text(self.parent, "session")

    @property
    def parent_username(self) -> str:
        """The user name in the request it belongs to, or `""`.

        `username` is what jupyter_client says where the environment names no user.
        """
        name = _text(self.parent, "username")
        return "" if name == "username" else name


def _text(fields: JsonObject, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
