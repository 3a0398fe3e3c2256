"""The programs that are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.environments import SUITE, Environments


@dataclass(frozen=True, slots=True)
class Client:
    """A program, how it is started, and what can be asked of it.

    `has_cells` is whether code can be run in it, `has_screen` whether it draws anything,
    `kills_rows` whether Ctrl+U clears a row.
    """

    name: str
    label: str
    command: Callable[[Environments], list[str]]
    has_cells: bool = True
    has_screen: bool = True
    kills_rows: bool = True


def _jtui(environments: Environments) -> list[str]:
    return [str(environments.jtui / "jtui"), "--kernel", "python3"]


def _bare(environments: Environments) -> list[str]:
    return [str(environments.peers / "python"), str(SUITE / "bare_client.py")]


def _console(environments: Environments) -> list[str]:
    return [str(environments.peers / "jupyter-console")]


def _euporie(environments: Environments) -> list[str]:
    return [str(environments.peers / "euporie-console")]


def _ipython(environments: Environments) -> list[str]:
    return [str(environments.peers / "ipython")]


def _floor(environments: Environments) -> list[str]:
    return [str(environments.jtui / "python"), str(SUITE / "floor_app.py")]


JTUI = Client("jtui", "jtui", _jtui)
BARE = Client("bare", "bare client", _bare, has_screen=False)
CONSOLE = Client("console", "jupyter console", _console)
EUPORIE = Client("euporie", "euporie-console", _euporie, kills_rows=False)
IPYTHON = Client("ipython", "ipython", _ipython)
FLOOR = Client("floor", "least Textual app", _floor, has_cells=False)
CLIENTS = (JTUI, BARE, CONSOLE, EUPORIE, IPYTHON, FLOOR)
PEERS = (CONSOLE, EUPORIE)
"""The clients jtui is to be ahead of; IPython has no kernel and is shown for comparison."""
