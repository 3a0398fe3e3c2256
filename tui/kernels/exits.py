"""The end of a kernel in words."""

from __future__ import annotations

import signal

from tui.model.stream_text import StreamText

TAIL_LINES = 20


def plain_lines(text: str, last: int = TAIL_LINES) -> str:
    """The last lines of a process's output as a terminal would show them, without colours."""
    stream = StreamText()
    stream.write(text)
    return "\n".join(stream.plain().rstrip("\n").split("\n")[-last:])


def describe_exit(code: int | None, written: str, restarts: str) -> str:
    """One sentence on how the process ended, then the last lines of what it had `written`.

    `code` is as in `subprocess` (negative: the signal), `None` when unknown; `restarts` names the
    key that starts it again.
    """
    if code is None:
        how = "The kernel has ended"
    elif code < 0:
        how = f"The kernel was ended by signal {-code} ({_signal_name(-code)})"
    else:
        how = f"The kernel has ended with exit code {code}"
    tail = plain_lines(written)
    if not tail.strip():
        return f"{how}. {restarts} starts it again."
    return f"{how}. {restarts} starts it again. The last it wrote:\n{tail}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
