"""The end of a kernel in words."""

from __future__ import annotations

import signal

from tui.kernels.transport import Exited
from tui.model.stream_text import StreamText

TAIL_LINES = 20


def plain_lines(text: str, last: int = TAIL_LINES) -> str:
    """The last lines of a process's output as a terminal would show them, without colours."""
    stream = StreamText()
    stream.write(text)
    return "\n".join(stream.plain().rstrip("\n").split("\n")[-last:])


def describe_exit(exited: Exited) -> str:
    """One sentence on how the process ended, then what it wrote last."""
    code = exited.returncode
    if code is None:
        how = "The kernel has ended"
    elif code < 0:
        how = f"The kernel was ended by signal {-code} ({_signal_name(-code)})"
    else:
        how = f"The kernel has ended with exit code {code}"
    tail = plain_lines("\n".join(exited.log_tail))
    if not tail.strip():
        return f"{how}. F7 starts it again."
    return f"{how}. F7 starts it again. The last it wrote:\n{tail}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
