"""From messages to events: every field is checked here, nothing behind it sees raw JSON.

Kernels differ from the messaging specification in all the ways the tests of this module
list; whatever is missing or of the wrong type gets the nearest harmless value.
"""

from __future__ import annotations

from collections.abc import Callable

from tui.wire.events import (
    CodeEchoed,
    DataDisplayed,
    DisplayUpdated,
    ErrorRaised,
    ExecuteReplied,
    InputRequested,
    IopubEvent,
    MimeBundle,
    Origin,
    OutputCleared,
    StatusReported,
    StreamName,
    StreamWritten,
    Unrecognised,
)
from tui.wire.message import Json, JsonObject, Message


def text_of(value: Json, default: str = "") -> str:
    """A string as it is, a list of strings joined, a number as text, else `default`.

    Lists within the list count as empty: they may be nested deeper than functions can be.
    """
    if isinstance(value, list):
        return "".join(text_of(item) for item in value if not isinstance(item, list))
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    return str(value)


# Counts are added to and shown, and Python shows no integer of more than 4300 digits.
LARGEST_COUNT = 10**9


def count_of(value: Json) -> int | None:
    """An integer from 0 to `LARGEST_COUNT`, else `None`."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
        return value
    return None


def object_of(value: Json) -> dict[str, Json]:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def lines_of(value: Json) -> tuple[str, ...]:
    """A list of strings; a single string is one line (some kernels send the traceback so)."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        return tuple(text_of(item) for item in value)
    return ()


def origin_of(message: Message) -> Origin:
    """The request the message belongs to."""
    return Origin(message.parent_id, message.parent_session, message.parent_username)


def _bundle(value: Json) -> MimeBundle:
    return {mime: item for mime, item in object_of(value).items() if isinstance(mime, str)}


def _display_id(content: JsonObject) -> str | None:
    value = object_of(content.get("transient")).get("display_id")
    return value if isinstance(value, str) and value else None


def _status(origin: Origin, content: JsonObject) -> IopubEvent:
    return StatusReported(origin, text_of(content.get("execution_state")))


def _execute_input(origin: Origin, content: JsonObject) -> IopubEvent:
    return CodeEchoed(
        origin, text_of(content.get("code")), count_of(content.get("execution_count"))
    )


def _stream(origin: Origin, content: JsonObject) -> IopubEvent:
    name: StreamName = "stderr" if content.get("name") == "stderr" else "stdout"
    return StreamWritten(origin, name, text_of(content.get("text")))


def _display_data(origin: Origin, content: JsonObject) -> IopubEvent:
    return DataDisplayed(
        origin,
        _bundle(content.get("data")),
        object_of(content.get("metadata")),
        _display_id(content),
    )


def _execute_result(origin: Origin, content: JsonObject) -> IopubEvent:
    return DataDisplayed(
        origin,
        _bundle(content.get("data")),
        object_of(content.get("metadata")),
        _display_id(content),
        is_result=True,
        execution_count=count_of(content.get("execution_count")),
    )


def _update_display_data(origin: Origin, content: JsonObject) -> IopubEvent:
    display_id = _display_id(content)
    if display_id is None:
        return Unrecognised(origin, "update_display_data without display_id")
    return DisplayUpdated(
        origin,
        display_id,
        _bundle(content.get("data")),
        object_of(content.get("metadata")),
    )


def _error(origin: Origin, content: JsonObject) -> IopubEvent:
    return ErrorRaised(
        origin,
        text_of(content.get("ename")),
        text_of(content.get("evalue")),
        lines_of(content.get("traceback")),
    )


def _clear_output(origin: Origin, content: JsonObject) -> IopubEvent:
    return OutputCleared(origin, content.get("wait") is True)


_IOPUB: dict[str, Callable[[Origin, JsonObject], IopubEvent]] = {
    "status": _status,
    "execute_input": _execute_input,
    "stream": _stream,
    "display_data": _display_data,
    "execute_result": _execute_result,
    "update_display_data": _update_display_data,
    "error": _error,
    "clear_output": _clear_output,
}


def decode_iopub(message: Message) -> IopubEvent:
    """The event an iopub message stands for; unknown types become `Unrecognised`."""
    origin = origin_of(message)
    decoder = _IOPUB.get(message.msg_type)
    if decoder is None:
        return Unrecognised(origin, message.msg_type)
    return decoder(origin, message.content)


_OTHER_TYPES = frozenset(_IOPUB) | {
    "comm_close",
    "comm_info_reply",
    "comm_msg",
    "comm_open",
    "complete_reply",
    "debug_reply",
    "history_reply",
    "inspect_reply",
    "interrupt_reply",
    "is_complete_reply",
    "kernel_info_reply",
    "shutdown_reply",
    "usage_reply",
}


def may_be_execute_reply(message: Message) -> bool:
    """Whether a message for an execute request can be its reply.

    Some kernels call it by names of their own, so whatever is not known to be something else.
    """
    kind = message.msg_type
    return kind not in _OTHER_TYPES and not kind.endswith("_request")


def decode_execute_reply(message: Message) -> ExecuteReplied:
    """An execute reply; also of the wrong type name (`none`, `kernel_reply`) if it was awaited."""
    content = message.content
    payload = content.get("payload")
    return ExecuteReplied(
        origin_of(message),
        text_of(content.get("status"), "ok"),
        count_of(content.get("execution_count")),
        text_of(content.get("ename")),
        text_of(content.get("evalue")),
        lines_of(content.get("traceback")),
        tuple(item for item in payload if isinstance(item, dict))
        if isinstance(payload, list)
        else (),
    )


def decode_input_request(message: Message) -> InputRequested:
    """A question to the user; some kernels (seen: Deno) call the flag `pwd`."""
    content = message.content
    return InputRequested(
        origin_of(message),
        text_of(content.get("prompt")),
        content.get("password") is True or content.get("pwd") is True,
        message.header,
    )
