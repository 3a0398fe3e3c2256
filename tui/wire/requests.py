"""The requests jtui makes, and the replies to them that are not events."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from tui.wire.decode import object_of, text_of
from tui.wire.message import Channel, Json, JsonObject, Message

PROTOCOL_VERSION = "5.4"


@dataclass(frozen=True, slots=True)
class Client:
    """Who makes the requests: one session id per session, and the user's name."""

    session: str
    username: str

    def message(
        self,
        channel: Channel,
        msg_type: str,
        content: JsonObject,
        parent: JsonObject | None = None,
        msg_id: str = "",
    ) -> Message:
        """A message from this client; a new id is made unless `msg_id` is given."""
        header: dict[str, Json] = {
            "msg_id": msg_id or new_id(),
            "session": self.session,
            "username": self.username,
            "date": datetime.now(UTC).isoformat(),
            "msg_type": msg_type,
            "version": PROTOCOL_VERSION,
        }
        return Message(channel, header, content, parent or {})


def new_id() -> str:
    """A fresh id for a session, a message or a cell."""
    return uuid.uuid4().hex


def execute_request(client: Client, cell_id: str, code: str) -> Message:
    """Run code as the user's own input: stored in history, and it may ask for input.

    `stop_on_error` is true although jtui keeps the queue itself: it is what kernels expect.
    """
    content: dict[str, Json] = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": True,
        "stop_on_error": True,
    }
    return client.message(Channel.SHELL, "execute_request", content, msg_id=cell_id)


def kernel_info_request(client: Client, channel: Channel = Channel.SHELL) -> Message:
    """Ask what kernel this is; some answer on control while they are busy."""
    return client.message(channel, "kernel_info_request", {})


def is_complete_request(client: Client, code: str) -> Message:
    """Ask whether code can be run as it stands."""
    return client.message(Channel.SHELL, "is_complete_request", {"code": code})


def interrupt_request(client: Client) -> Message:
    """Ask the kernel to interrupt what runs (`interrupt_mode: message`)."""
    return client.message(Channel.CONTROL, "interrupt_request", {})


def usage_request(client: Client) -> Message:
    """Ask an IPython kernel which process of which host it is, and what it uses."""
    return client.message(Channel.CONTROL, "usage_request", {})


def shutdown_request(client: Client, restart: bool) -> Message:
    """Ask the kernel to end."""
    return client.message(Channel.CONTROL, "shutdown_request", {"restart": restart})


def input_reply(client: Client, request: JsonObject, value: str) -> Message:
    """Answer an input request; `request` is its header."""
    return client.message(Channel.STDIN, "input_reply", {"value": value}, parent=request)


CompletenessStatus = Literal["complete", "incomplete", "invalid", "unknown"]


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a kernel thinks of code typed so far; `indent` is for the next line."""

    status: CompletenessStatus
    indent: str = ""


def decode_completeness(message: Message) -> Completeness:
    """The answer to `is_complete_request`; anything odd is `unknown`."""
    match message.content.get("status"):
        case "complete":
            return Completeness("complete")
        case "invalid":
            return Completeness("invalid")
        case "incomplete":
            indent = text_of(message.content.get("indent"))
            return Completeness("incomplete", indent if not indent.strip() else "")
        case _:
            return Completeness("unknown")


@dataclass(frozen=True, slots=True)
class KernelInfo:
    """What a kernel says of itself; missing fields are `""`.

    `lexer` holds the names under which to look for a highlighter, best first; `features` are
    the `supported_features`.
    """

    implementation: str = ""
    language: str = ""
    language_version: str = ""
    banner: str = ""
    lexer: tuple[str, ...] = ()
    file_extension: str = ""
    features: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """What to call a kernel of which no other name is known: `Python 3.12 (ipython)`."""
        version = re.match(r"\d+(\.\d+)?", self.language_version)
        words = [self.language[:1].upper() + self.language[1:]]
        words += [version[0]] if version else []
        if self.implementation and self.implementation.lower() != self.language.lower():
            words.append(f"({self.implementation})")
        return " ".join(word for word in words if word)


def decode_kernel_info(message: Message) -> KernelInfo:
    """The answer to `kernel_info_request`."""
    content = message.content
    language = object_of(content.get("language_info"))
    codemirror = language.get("codemirror_mode")
    listed = content.get("supported_features")
    features = listed if isinstance(listed, list) else []
    names = (
        text_of(language.get("pygments_lexer")),
        text_of(language.get("name")),
        codemirror if isinstance(codemirror, str) else "",
        text_of(language.get("mimetype")),
    )
    return KernelInfo(
        text_of(content.get("implementation")),
        text_of(language.get("name")),
        text_of(language.get("version")),
        text_of(content.get("banner")),
        tuple(name for name in names if name),
        text_of(language.get("file_extension")),
        frozenset(each for each in features if isinstance(each, str)),
    )
