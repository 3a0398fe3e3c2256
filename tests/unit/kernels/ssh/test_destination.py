"""Which texts are hosts that ssh may be given."""

from __future__ import annotations

import pytest

from tui.errors import TransportError
from tui.kernels.ssh.destination import LONGEST, checked_destination


@pytest.mark.parametrize(
    "text",
    ["box", "me@box", "me@box.example.org", "ssh://me@box:2222", "a.b@c@box", "::1", "kö.example"],
)
def test_what_ssh_takes_as_a_host_is_one(text: str) -> None:
    assert checked_destination(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "-oProxyCommand=x", "me@-oProxyCommand=x", "-l@box", "@box", "me@", "a box"),
        *("bo\nx", "box\x1b[31m", "box\u202e", "box\u00a0y", "bo\0x", "box\ud800"),
        *("$(x)", "`x`", "a;b", "a|b", "a'b", 'a"b', "a\\b", "a{b}", "<x", "a&b"),
        "b" * (LONGEST + 1),
    ],
)
def test_what_could_be_an_option_or_a_command_is_none(text: str) -> None:
    with pytest.raises(TransportError) as error:
        checked_destination(text)
    assert "\x1b" not in str(error.value) and "\n" not in str(error.value)
