"""Which terminal passes notifications on, and what it is sent."""

from __future__ import annotations

import re

import pytest

from tui.terminal.notifying import LONGEST, Notifying, notification, notifying_of

TERMINALS: list[tuple[str, dict[str, str], Notifying]] = [
    ("nothing known", {}, Notifying.BELL),
    ("xterm", {"TERM": "xterm-256color"}, Notifying.BELL),
    ("kitty", {"TERM": "xterm-kitty"}, Notifying.OSC_99),
    ("kitty behind another TERM", {"KITTY_WINDOW_ID": "1"}, Notifying.OSC_99),
    ("iTerm2", {"TERM_PROGRAM": "iTerm.app"}, Notifying.OSC_9),
    ("iTerm2 behind ssh", {"LC_TERMINAL": "iTerm2"}, Notifying.OSC_9),
    ("WezTerm", {"TERM_PROGRAM": "WezTerm"}, Notifying.OSC_777),
    ("Ghostty", {"TERM_PROGRAM": "ghostty"}, Notifying.OSC_777),
    ("Ghostty behind ssh", {"TERM": "xterm-ghostty"}, Notifying.OSC_777),
    ("foot", {"TERM": "foot"}, Notifying.OSC_777),
    ("foot's other name", {"TERM": "foot-extra"}, Notifying.OSC_777),
    ("rxvt", {"TERM": "rxvt-unicode-256color"}, Notifying.OSC_777),
    ("Contour", {"TERM_PROGRAM": "contour"}, Notifying.OSC_777),
    ("Windows Terminal", {"WT_SESSION": "x", "TERM": "xterm-256color"}, Notifying.BELL),
    ("Alacritty", {"TERM": "alacritty"}, Notifying.BELL),
    ("VTE", {"VTE_VERSION": "7600"}, Notifying.BELL),
    ("kitty in tmux", {"TMUX": "x", "KITTY_WINDOW_ID": "1"}, Notifying.BELL),
    ("iTerm2 in tmux", {"TMUX": "x", "LC_TERMINAL": "iTerm2"}, Notifying.BELL),
    ("foot in screen", {"STY": "x", "TERM": "foot"}, Notifying.BELL),
]


@pytest.mark.parametrize(
    ("environment", "way"),
    [(each, way) for _, each, way in TERMINALS],
    ids=[name for name, *_ in TERMINALS],
)
def test_the_way_a_terminal_knows(environment: dict[str, str], way: Notifying) -> None:
    assert notifying_of(environment) is way


@pytest.mark.parametrize(
    ("way", "sent"),
    [
        (Notifying.OSC_9, "\x1b]9;jtui: Python 3: In [1] is done.\x1b\\"),
        (
            Notifying.OSC_99,
            "\x1b]99;i=jtui:d=0;Python 3\x1b\\\x1b]99;i=jtui:d=1:p=body;In [1] is done.\x1b\\",
        ),
        (Notifying.OSC_777, "\x1b]777;notify;Python 3;In [1] is done.\x1b\\"),
        (Notifying.BELL, "\a"),
    ],
)
def test_what_it_is_sent(way: Notifying, sent: str) -> None:
    assert notification(way, "Python 3", "In [1] is done.") == sent


HOSTILE = [
    "\x1b]52;c;AAAA\x07",
    "a\x1b\\b",
    "\x9c\x9d52;x",
    "\x07\x07",
    "a\nb\r\tc\0",
    "4;3;100",
    "x" * 100_000,
    "a;b;c",
    "\u202eabc\u2028\u2066",
    "\ud800",
]


@pytest.mark.parametrize("way", list(Notifying))
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_the_sequence_or_is_of_any_length(way: Notifying, text: str) -> None:
    sent = notification(way, text, text)
    assert len(sent) < 2 * LONGEST + 100
    bare = re.sub(r"\x1b\](?:9|99|777);([^\x00-\x1f\x7f-\x9f]*)\x1b\\", r"\1", sent)
    assert way is Notifying.BELL or not re.search(r"[\x00-\x1f\x7f-\x9f\u202e\u2028]", bare)
    sent.encode("utf-8")
    if way is Notifying.OSC_777:
        assert sent.count(";") == 3
    if way is Notifying.OSC_9:
        assert not re.match(r"\x1b\]9;\d", sent)
