"""What hostile text does to a real terminal through widgets, with and without the barrier."""

from __future__ import annotations

import re

import pytest

from tests.e2e.apps.escapes_app import PAYLOADS, PLACES, WIDGETS, mark
from tests.e2e.pty_process import PtyProcess

# What no frame of Textual's contains; each would act on the terminal.
HARM = {
    "title": rb"\x1b\]0;",
    "clipboard": rb"\x1b\]52;",
    "device control": rb"\x1bP",
    "report": rb"\x1b\[6n",
    "one-byte CSI": rb"\xc2\x9b",
    "one-byte OSC": rb"\xc2\x9d",
    "string terminator": rb"\xc2\x9c",
    "bidi override": "\u202e".encode(),
    "shift out": rb"\x0e",
    "delete": rb"\x7f",
    "bell": rb"\x07",
    "link": rb"link-target",
}


def harms(output: bytes) -> set[str]:
    """Return the kinds of harm in a terminal's input."""
    # The one sequence of Textual's own that ends in a bell sets the shape of the mouse pointer.
    output = re.sub(rb"\x1b\]22;[a-z]+\x07", b"", output)
    return {name for name, pattern in HARM.items() if re.search(pattern, output)}


def drawn(*arguments: str) -> bytes:
    """Return all that the app with hostile widgets writes, from its start to its end."""
    marks = [mark(place, next(iter(PAYLOADS))).encode() for place in PLACES]
    with PtyProcess("escapes_app.py", *arguments, columns=100, rows=240) as process:
        # Not what the screen shows: in the open app that is whatever the payloads left of it.
        # The widgets come in several frames, a notification last; each is written in pieces.
        process.until(lambda: all(each in process.output for each in marks))
        process.send(b"\x11")
        assert process.wait() == 0
        return process.output


def leaking(output: bytes) -> set[str]:
    """Return the widgets whose text got to the terminal right behind an escape sequence."""
    marks = re.findall(rb"\x1b\](?:0|52;c);((?:[0-9a-f]{2})+)", output)
    return {bytes.fromhex(mark.decode()).partition(b"-")[0].decode() for mark in marks}


def test_without_the_barrier_every_widget_hands_every_payload_to_the_terminal() -> None:
    output = drawn("open")
    assert harms(output) == set(HARM)
    # A mark may be cut by an edge of the screen: what is asked is that none is missing.
    assert leaking(output) >= {*WIDGETS, "border", "toast"}


def test_behind_the_barrier_nothing_gets_through() -> None:
    output = drawn()
    assert harms(output) == set()
    assert leaking(output) == set()
    # The text itself is on the screen: it was cleaned, not left out.
    assert b"]0;" + b"textarea-title".hex().encode() in output


@pytest.mark.parametrize("sound", [b"plain", b"\x1b[31mred\x1b[0m", "Grüße 🔎".encode()])
def test_the_search_for_harm_does_not_fire_at_ordinary_output(sound: bytes) -> None:
    assert harms(sound) == set()
