"""What is sent to a kernel to tell it how much room its output has, without leaving a trace.

Seen with ipykernel 7.4 and IRkernel 1.3: no counter moves, nothing is published but the status
(IRkernel: and `execute_input`), histories and last results stay. Others are sent nothing: IJulia
assigns `ans` also in silent cells, wrappers such as bash_kernel would put it into their shell's
history, and xeus-python 0.19 does not end a cell that waited behind it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tui.kernels.width.room import Room
from tui.wire.message import Channel, Json, Message
from tui.wire.past_inputs import expression_request
from tui.wire.requests import Client

_PROGRAM = Path(__file__).with_name("program.py")


KNOWN = frozenset(("ipython", "IRkernel"))
"""The implementations that are sent something."""


def telling_request(
    client: Client, implementation: str, room: Room, before: Room | None, *, started: bool
) -> Message | None:
    """Tell a kernel its room; `before` is what it was told last.

    `started` says that jtui has given it the variables of terminals. `None` for kernels of which
    it is not known how.
    """
    last = before.columns if before is not None else 0
    if implementation == "ipython":
        call = f"tell({room.columns}, {room.lines}, {last}, {started})"
        # An expression is seen by no transformer of inputs, and sets no name.
        expression = f"__import__('builtins').exec({_program() + call!r}, {{}})"
        return expression_request(client, expression)
    if implementation == "IRkernel":
        # It leaves expressions unanswered.
        own = f"c(80L, {last}L)" if last else "80L"
        code = f'if (getOption("width") %in% {own}) options(width = {room.columns}L)'
        return _silent_request(client, code)
    return None


def may_import(implementation: str, code: str) -> bool:
    """Whether code may bring libraries into a kernel that have a width of their own."""
    return implementation == "ipython" and ("import" in code or "%" in code)


@cache
def _program() -> str:
    return _PROGRAM.read_text(encoding="utf-8")


def _silent_request(client: Client, code: str) -> Message:
    content: dict[str, Json] = {
        "code": code,
        "silent": True,
        "store_history": False,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }
    return client.message(Channel.SHELL, "execute_request", content)
