"""The three standard streams of a program, whatever it was started with."""

from __future__ import annotations

import io
import os
import sys

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def prepare_streams() -> None:
    """Have all three streams, and nothing printed fail because a character is not in the locale.

    One that was closed reads and writes nothing from now on. Left closed, the next file that is
    opened would take its place, and get what libraries print.
    """
    for name, mode in _STREAMS:
        if getattr(sys, name) is None:
            # The lowest descriptor that is free, which is the one of the stream.
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def write_out(text: str) -> str:
    """Write a text to the output; answers what kept it from being written, `""` nothing.

    Raises `BrokenPipeError` when nobody reads it any more.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        return f"The output cannot be written: {error.strerror}."
    return ""


def drop_output() -> None:
    """Let what is left of the output vanish; Python's own flush at exit must not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
