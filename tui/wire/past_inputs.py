"""The requests for a kernel's history of inputs, and their reply (Jupyter messaging, "History")."""

from __future__ import annotations

from dataclasses import dataclass

from tui.wire.decode import object_of, text_of
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client


@dataclass(frozen=True, slots=True)
class PastInput:
    """One input as the kernel keeps it; `session` 0 is its present one, `output` "" is none."""

    session: int
    line: int
    code: str
    output: str = ""


def range_request(
    client: Client, session: int, first: int = 1, stop: int | None = None, output: bool = False
) -> Message:
    """Ask for the lines from `first` up to but not `stop`, `None` for all that follow.

    `session` 0 is the present one, a negative number that many sessions ago. The text is asked
    for as it was entered: IPython's `_ih` holds what it was transformed to.
    """
    content: dict[str, Json] = {
        "hist_access_type": "range",
        "raw": True,
        "output": output,
        "session": session,
        "start": first,
        "stop": stop,
    }
    return client.message(Channel.SHELL, "history_request", content)


def search_request(client: Client, pattern: str, most: int) -> Message:
    """Ask for the newest `most` inputs of all sessions that a glob `pattern` matches as a whole."""
    content: dict[str, Json] = {
        "hist_access_type": "search",
        "raw": True,
        "output": False,
        "pattern": pattern,
        "n": most,
        "unique": False,
    }
    return client.message(Channel.SHELL, "history_request", content)


def expression_request(client: Client, expression: str) -> Message:
    """Ask for the value of an expression that has no effect, without a trace of the asking."""
    content: dict[str, Json] = {
        "code": "",
        "silent": True,
        "store_history": False,
        "user_expressions": {"value": expression},
        "allow_stdin": False,
        "stop_on_error": False,
    }
    return client.message(Channel.SHELL, "execute_request", content)


def decode_expression(message: Message) -> str:
    """The value in the reply as the kernel writes it (`repr`); "" where there is none."""
    values = object_of(message.content.get("user_expressions"))
    data = object_of(object_of(values.get("value")).get("data"))
    return text_of(data.get("text/plain"))


def decode_past_inputs(message: Message) -> list[PastInput]:
    """The inputs in a reply, oldest first; whatever is no input is left out."""
    sent = message.content.get("history")
    if message.content.get("status") == "error" or not isinstance(sent, list):
        return []
    return [found for item in sent if (found := _past_input(item)) is not None]


def _past_input(item: Json) -> PastInput | None:
    if not isinstance(item, list) or len(item) != 3:
        return None
    session, line, text = item
    output: Json = ""
    if isinstance(text, list):
        text, output = (*text, "", "")[:2]
    if not (_is_number(session) and _is_number(line) and isinstance(text, str) and text):
        return None
    assert isinstance(session, int) and isinstance(line, int)
    return PastInput(session, line, text, text_of(output))


def _is_number(value: Json) -> bool:
    # Larger ones go into no database.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62
