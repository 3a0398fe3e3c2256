"""Scripts for the POSIX shell of another host, and how their answers are found in its output.

A script is sent on the stdin of `sh`, with what it is about as quoted values of variables: nothing
is put into a command line, which the user's login shell there would read first. That shell may
print whatever it likes; an answer stands after a mark that nobody else knows.
"""

from __future__ import annotations

import re
import secrets
import shlex
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from tui.errors import TransportError

LOGIN = 25.0
"""Seconds that a login shell there may take, with what is run in it."""
# Some set up their environment for a login only, some for terminals only, some know not all of it.
_LOGIN_SHELLS = ("-l -i -c", "-l -c", "-c")
_IN_LOGIN_SHELL = """
[ -n "$SHELL" ] || SHELL=/bin/sh
"$SHELL" {how} 'exec /bin/sh -c "$JTUI_INNER"' </dev/null
"""
_BEGUN = "begun"

Run = Callable[[str, float], Awaitable[str]]
"""Runs a script on the other host for at most some seconds, and answers what it wrote."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer: its kind, what its first line says beside, and the lines below."""

    kind: str
    words: str
    text: str


class Script:
    """A script with its variables, one of which is the mark of its answers (`$JTUI_MARK`).

    Variables are exported. A part of an answer begins with a line of the mark, its kind and words.
    """

    def __init__(self, body: str, variables: Mapping[str, str]) -> None:
        self._body = body
        self.mark = f"jtui-{secrets.token_hex(8)}"
        self._variables = {**variables, "JTUI_MARK": self.mark}

    @property
    def text(self) -> str:
        """The whole of it: read to its end before anything is run."""
        return _braced(_exports(self._variables) + self._body)

    def in_login_shell(self, how: str) -> str:
        """The same, run in the environment that a login shell sets up."""
        begun = f"printf '\\n%s {_BEGUN}\\n' \"$JTUI_MARK\"\n"
        variables = {**self._variables, "JTUI_INNER": begun + self._body}
        return _braced(_exports(variables) + _IN_LOGIN_SHELL.format(how=how))

    def parts(self, output: str) -> Iterator[Part]:
        """The parts of the answer in what was written."""
        _, *marked = re.split(f"(?:^|\n){self.mark} ", output)
        for each in marked:
            first, _, text = each.partition("\n")
            kind, _, words = first.partition(" ")
            yield Part(kind, words, text)


async def run_script(run: Run, script: Script, seconds: float) -> list[Part]:
    """The parts that a script answers; raises `TransportError`."""
    return list(script.parts(await run(script.text, seconds)))


async def run_in_login_shell(run: Run, script: Script, seconds: float = LOGIN) -> list[Part]:
    """The same in a login shell, as long as one can be started; raises `TransportError`."""
    problem = TransportError("No shell could be started there.")
    for how in _LOGIN_SHELLS:
        try:
            parts = list(script.parts(await run(script.in_login_shell(how), seconds)))
        except TransportError as error:
            problem = error
            continue
        if any(part.kind == _BEGUN for part in parts):
            return parts
    raise problem


def _exports(variables: Mapping[str, str]) -> str:
    return "".join(
        f"{name}={shlex.quote(text)}\nexport {name}\n" for name, text in variables.items()
    )


def _braced(text: str) -> str:
    return f"{{\n{text}\nexit\n}}\n"
