"""Subshells: threads of a kernel that answer while its main shell is busy (JEP 91)."""

from __future__ import annotations

from dataclasses import replace

from tui.wire.decode import text_of
from tui.wire.message import Channel, Message
from tui.wire.requests import Client

FEATURE = "kernel subshells"
"""What a kernel that has them names in its `supported_features`."""


def create_subshell_request(client: Client) -> Message:
    """Ask for a new subshell."""
    return client.message(Channel.CONTROL, "create_subshell_request", {})


def delete_subshell_request(client: Client, subshell: str) -> Message:
    """Ask the kernel to end a subshell."""
    content = {"subshell_id": subshell}
    return client.message(Channel.CONTROL, "delete_subshell_request", content)


def in_subshell(request: Message, subshell: str) -> Message:
    """The request for a subshell to answer; for "" it is the main shell's as ever."""
    if not subshell:
        return request
    return replace(request, header={**request.header, "subshell_id": subshell})


def subshell_of(request: Message) -> str:
    """The subshell a request is for, "" for the main shell."""
    return text_of(request.header.get("subshell_id"))


def decode_subshell(reply: Message) -> str:
    """The id of the subshell that was made, "" when none was."""
    made = reply.content.get("status") == "ok"
    return text_of(reply.content.get("subshell_id")) if made else ""
