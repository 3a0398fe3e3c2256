"""What `ssh` complains about on its stderr, as sentences that say what can be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.errors import TransportError
from tui.model.clean import clean

SHOWN = 300
"""Code points of a line of `ssh` that are shown."""
# What it says beside, and what becomes of single connections through it.
_NOISE = re.compile(
    r"^\s*$|^channel \d+:|^mux_|^muxclient|^Warning: Permanently added|^debug\d|"
    r"^ControlSocket |^Pseudo-terminal will not|^Shared connection|^\*\* |^@@@|^Killed by signal",
)

# Pattern, sentence, and whether it may be otherwise in a moment.
_KNOWN: tuple[tuple[re.Pattern[str], str, bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence, transient)
    for pattern, sentence, transient in (
        (
            r"REMOTE HOST IDENTIFICATION HAS CHANGED",
            "The key of {host} is not the one it had before: either it was set up anew, or somebody"
            " is in between. If you know why, remove the old one with ssh-keygen -R and connect"
            " again.",
            False,
        ),
        (
            r"Host key verification failed",
            "The key of {host} was not accepted, so jtui does not connect.",
            False,
        ),
        (
            r"Could not resolve hostname",
            "ssh knows no host of that name ({line}). Check the name, or the network.",
            True,
        ),
        (
            r"Permission denied",
            "{host} does not let this user in ({line}). Check the user's name, the keys and the"
            " password.",
            False,
        ),
        (
            r"Too many authentication failures",
            "{host} does not let this user in: too many keys or passwords were tried. An"
            " IdentityFile with IdentitiesOnly in ~/.ssh/config tries one only.",
            False,
        ),
        (
            r"Connection refused",
            "Nobody listens for ssh there ({line}). Is sshd running on {host}, and at this port?",
            True,
        ),
        (
            r"timed out|No route to host|Network is (unreachable|down)|not responding",
            "{host} cannot be reached ({line}). Check the network, or whether it is switched on.",
            True,
        ),
        (
            r"Bad configuration|keyword .* extra arguments|terminating, \d+ bad|Bad owner or perm",
            "ssh does not accept its configuration ({line}). Correct ~/.ssh/config.",
            False,
        ),
        (
            r"no matching|Unable to negotiate",
            "ssh and {host} have no method in common ({line}).",
            False,
        ),
        (
            r"Connection (closed|reset)|Broken pipe|closed by remote|disconnect",
            "{host} has closed the connection ({line}).",
            True,
        ),
    )
)


class SshTrouble(TransportError):  # noqa: N818
    """`ssh` could not connect, or has lost the connection; `is_transient` when that may pass."""

    def __init__(self, text: str, *, is_transient: bool = False) -> None:
        super().__init__(text)
        self.is_transient = is_transient


def trouble_of(host: str, lines: Sequence[str]) -> SshTrouble:
    """The trouble that the last lines of `ssh`'s stderr tell of; `host` is cleaned."""
    told = [line.strip() for line in lines if not _NOISE.search(line)]
    last = clean(told[-1])[:SHOWN].rstrip(".") if told else ""
    text = "\n".join(lines)
    for pattern, sentence, transient in _KNOWN:
        if pattern.search(text):
            line = next((each for each in reversed(told) if pattern.search(each)), last)
            shown = clean(line)[:SHOWN].rstrip(".")
            return SshTrouble(sentence.format(host=host, line=shown), is_transient=transient)
    if last:
        return SshTrouble(f"ssh to {host} failed: {last}.")
    return SshTrouble(f"ssh to {host} has ended without a word.", is_transient=True)
