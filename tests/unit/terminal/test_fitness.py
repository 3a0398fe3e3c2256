"""Terminals that jtui can be shown in, and those it says it cannot."""

from __future__ import annotations

import io
import os
import pty
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from tui.terminal.fitness import has_terminal, unfit


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "linux", "vt100", "never-heard-of"])
def test_a_terminal_that_has_a_name_will_do(term: str) -> None:
    assert unfit({"TERM": term}) == ""


@pytest.mark.parametrize("term", ["dumb", "unknown", "emacs"])
def test_one_that_cannot_move_its_cursor_is_named_with_the_remedy(term: str) -> None:
    assert unfit({"TERM": term}).startswith(f"TERM={term} says ")
    assert "TERM=xterm-256color" in unfit({"TERM": term})


@pytest.mark.parametrize("environment", [{}, {"TERM": ""}])
def test_one_of_which_nothing_is_known_is_told_so(environment: dict[str, str]) -> None:
    assert unfit(environment).startswith("TERM is not set")


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as stream:
        yield stream
    os.close(ours)


def test_input_and_output_are_a_terminal_or_there_is_none(
    terminal: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stdin, stdout, is_one in (
        (terminal, terminal, True),
        (terminal, io.StringIO(), False),
        (None, terminal, False),
        (terminal, None, False),
    ):
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", stdout)
        assert has_terminal() is is_one
