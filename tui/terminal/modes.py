"""The terminal as it was found, and how to give it back in that state whatever happened."""

from __future__ import annotations

import os
import signal
import sys
import termios
from dataclasses import dataclass
from typing import Any

_CANCEL = "\x18\x1b\\"
_MODES_OFF = "".join(f"\x1b[?{mode}l" for mode in (2026, 1000, 1003, 1015, 1006, 1016, 2004, 2048))
RESET_SEQUENCES = f"{_CANCEL}{_MODES_OFF}\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
"""Ends a sequence that was cut off, then takes back every mode Textual switches on."""


def open_terminal(fd: int) -> int:
    """Return a new non-blocking descriptor for writing to the terminal behind `fd`.

    It has a file description of its own: `O_NONBLOCK` set on `fd` itself would stay with the
    shell after the program ends. Where the terminal has no name a plain duplicate is returned.
    Raises OSError when the terminal is gone.
    """
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return os.dup(fd)


@dataclass(frozen=True, slots=True)
class SavedTerminal:
    """The settings of the terminal at the time `capture` was called."""

    fd: int
    attributes: list[Any]

    @classmethod
    def capture(cls) -> SavedTerminal | None:
        """Return the state of the terminal this process runs in; None without a terminal."""
        for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
            try:
                if stream is not None and stream.isatty():
                    return cls(stream.fileno(), termios.tcgetattr(stream.fileno()))
            except (OSError, ValueError, termios.error):
                continue
        return None

    def restore(self) -> None:
        """Give the terminal back at once, also when it has stopped reading; never raises.

        Output the terminal has not read yet is thrown away: it would be in front of the
        sequences that take the modes back, and there would be no room for them.
        """
        # A process in the background is stopped for changing the terminal unless this is blocked.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        try:
            out = open_terminal(self.fd)
        except OSError:
            return
        try:
            termios.tcflush(out, termios.TCOFLUSH)
            os.write(out, RESET_SEQUENCES.encode())
        except (OSError, termios.error):
            pass
        finally:
            os.close(out)
        try:
            termios.tcsetattr(self.fd, termios.TCSANOW, self.attributes)
        except termios.error:
            pass
