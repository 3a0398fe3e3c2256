"""What ssh complains about, as sentences."""

from __future__ import annotations

import pytest

from tui.kernels.ssh.complaints import SHOWN, trouble_of


@pytest.mark.parametrize(
    ("lines", "words", "is_transient"),
    [
        (
            ["ssh: Could not resolve hostname nosuch: Name or service not known"],
            "ssh knows no host of that name (ssh: Could not resolve hostname nosuch: Name or"
            " service not known).",
            True,
        ),
        (
            ["ssh: connect to host box port 22: Connection refused"],
            "Nobody listens for ssh there (ssh: connect to host box port 22: Connection refused)",
            True,
        ),
        (["ssh: connect to host box port 22: Connection timed out"], "cannot be reached", True),
        (["ssh: connect to host box port 22: No route to host"], "cannot be reached", True),
        (["Timeout, server box not responding."], "cannot be reached", True),
        (
            ["Warning: Permanently added 'box'.", "me@box: Permission denied (publickey)."],
            "box does not let this user in (me@box: Permission denied (publickey)). Check",
            False,
        ),
        (
            ["Received disconnect from 1.2.3.4 port 22:2: Too many authentication failures"],
            "too many keys or passwords were tried",
            False,
        ),
        (
            [
                "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @",
                "Offending ED25519 key in /home/me/.ssh/known_hosts:1",
                "Host key verification failed.",
            ],
            "The key of box is not the one it had before",
            False,
        ),
        (["Host key verification failed."], "The key of box was not accepted", False),
        (
            ["/home/me/.ssh/config: line 3: Bad configuration option: xyz"],
            "Correct ~/.ssh/config.",
            False,
        ),
        (
            ["Unable to negotiate with 1.2.3.4 port 22: no matching host key type found."],
            "have no method in common",
            False,
        ),
        (
            ["kex_exchange_identification: Connection closed by remote host"],
            "box has closed the connection (kex_exchange_identification",
            True,
        ),
        (["something new"], "ssh to box failed: something new.", False),
        (["channel 3: open failed: connect failed: Connection", ""], "without a word", True),
        ([], "ssh to box has ended without a word.", True),
    ],
)
def test_a_complaint_becomes_a_sentence(lines: list[str], words: str, is_transient: bool) -> None:
    trouble = trouble_of("box", lines)
    assert words in str(trouble)
    assert trouble.is_transient is is_transient
    assert str(trouble).endswith((".", "?"))


def test_what_is_shown_of_it_is_clean_and_bounded() -> None:
    text = str(trouble_of("box", ["\x1b[31m{host}" + "x" * 10_000]))
    assert "\x1b" not in text and "{host}" in text
    assert len(text) < SHOWN + 100
