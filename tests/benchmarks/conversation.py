"""A client in a terminal, used as a person uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.clients import Client
from tests.benchmarks.environments import Environments, place
from tests.benchmarks.processes import ClientProcesses
from tests.benchmarks.terminal import NotDoneError, Terminal
from tests.benchmarks.workloads import END, word

LETTERS = tuple(map(chr, [*range(0x430, 0x450), *range(0x561, 0x587), *range(0x10D0, 0x10F0)]))
"""Letters no client shows by itself, so that one of them on the screen is a key's echo."""
ROW = 50
"""Keys typed before the row is cleared: the prompt stays on one row."""
FORCE_RUN = "\x1b[15~"
START_LIMIT = 30.0
MEMORY_LIMIT = 3000.0
"""MB of a client after which it is given up."""
_AGAIN = 0.02
"""Seconds after which a key nobody has shown yet is followed by another at the start."""
_SETTLED = 0.1
_RESIZED = 0.2
_BACKSPACE = "\x7f"
_ESCAPE = b"\x1b"


class Conversation:
    """One client in one terminal; what times out raises `NotDoneError`."""

    def __init__(self, client: Client, terminal: Terminal) -> None:
        self.client = client
        self.terminal = terminal
        self.processes = ClientProcesses(terminal.pid)
        self._letters = cycle(LETTERS)
        self._typed = 0
        self._pauses = Random(1)
        terminal.guard = self._guard

    def first_echo(self) -> float:
        """Seconds from the start until a key that was typed is on the screen.

        The first key goes out when the terminal's own echo is off; more follow, in case the client
        throws away what was typed early. The row is cleared afterwards.
        """
        terminal, end = self.terminal, perf_counter() + START_LIMIT
        terminal.wait_until(lambda: not terminal.echoes, START_LIMIT, tick=0.002)
        terminal.watch(*LETTERS)
        seen: list[float] = []
        while not seen:
            if perf_counter() > end:
                raise NotDoneError(f"no prompt in {START_LIMIT:g} s")
            if not terminal.echoes:
                self._type(next(self._letters))
            self.rest(_AGAIN)
            seen = [at for each in LETTERS if (at := terminal.seen(each)) is not None]
        self.clear()
        return min(seen) - terminal.started

    def start(self) -> None:
        """Wait for the prompt, and let the kernel load what the cells need."""
        self.first_echo()
        self.run("import w; w.mark(0)", shows=word(0))

    def clear(self) -> None:
        """Clear the row the cursor is on, and wait until that is drawn."""
        if self.client.kills_rows:
            self.terminal.control("u")
        else:
            self.terminal.type(_BACKSPACE * self._typed)
        self._typed = 0
        self.terminal.wait_rest(0.02, 10)
        self.terminal.catch_up()

    def ready(self, limit: float = START_LIMIT) -> None:
        """Wait until keys are read one by one again and nothing more is drawn."""
        terminal = self.terminal
        terminal.wait_until(lambda: not terminal.echoes, limit, tick=0.002)
        terminal.wait_rest(0.02, limit)
        terminal.catch_up()

    def offer(self, code: str) -> None:
        """Paste code into the prompt and wait until it is shown."""
        self.ready()
        self.terminal.watch(code)
        self.terminal.paste(code)
        self.terminal.wait_watched(START_LIMIT)
        self.terminal.wait_rest(0.02, START_LIMIT)
        self.terminal.catch_up()

    def submit(self, code: str, *shows: str) -> float:
        """Enter code, watching for what it shows; when Enter was pressed."""
        self.offer(code)
        self.terminal.watch(*shows)
        at = perf_counter()
        self.terminal.write(b"\r")
        return at

    def run(self, code: str, shows: str, limit: float = START_LIMIT) -> float:
        """Run a cell; seconds from Enter until what it prints is shown."""
        begun = self.submit(code, shows)
        return self.terminal.wait_watched(limit) - begun

    def run_flood(self, code: str, limit: float) -> float:
        """Seconds from Enter until the flood's last line is shown and the prompt echoes."""
        begun = self.submit(code, END)
        self.terminal.wait_watched(limit)
        self.echo(limit)
        return self.terminal.arrived - begun

    def echo(self, limit: float = START_LIMIT) -> float:
        """Seconds from a key until it is on the screen, once keys are read one by one."""
        terminal, letter = self.terminal, next(self._letters)
        terminal.wait_until(lambda: not terminal.echoes, limit, tick=0.002)
        terminal.watch(letter)
        begun = perf_counter()
        self._type(letter)
        return terminal.wait_watched(limit) - begun

    def echoes(self, count: int) -> list[float]:
        """Type keys, each some time after the last was shown; seconds each took."""
        times: list[float] = []
        while len(times) < count:
            self.clear()
            times += self.keys(min(ROW, count - len(times)), 5)
        self.clear()
        return times

    def keys(self, count: int, limit: float) -> list[float]:
        """Type keys in one row; seconds each took."""
        times = []
        for _ in range(count):
            times.append(self.echo(limit))
            self.terminal.catch_up()
            self.rest(self._pauses.uniform(0.005, 0.04))
        return times

    def completion(self, text: str, match: str, limit: float = START_LIMIT) -> float:
        """Type a text and Tab; seconds from Tab until a match of several is on the screen."""
        self.clear()
        self.terminal.watch(text)
        self._type(text)
        self.terminal.wait_watched(limit)
        self.rest(_SETTLED)
        self.terminal.watch(match)
        begun = perf_counter()
        self.terminal.type("\t")
        return self.terminal.wait_watched(limit) - begun

    def open_panel(self, shows: str, limit: float = START_LIMIT) -> float:
        """Open the history panel and close it; seconds until a text of it was on the screen."""
        self.ready()
        self.terminal.watch(shows)
        begun = perf_counter()
        self.terminal.control("r")
        seconds = self.terminal.wait_watched(limit) - begun
        self.rest(_SETTLED)
        self.terminal.write(_ESCAPE)
        self.terminal.wait_rest(_RESIZED, limit)
        self.terminal.catch_up()
        return seconds

    def found(self, typed: str, key: str, shows: str, limit: float = START_LIMIT) -> float:
        """Type a text and then a key into the history panel; seconds until the key's find is seen.

        The panel is opened before and closed afterwards.
        """
        self.ready()
        self.terminal.control("r")
        self.terminal.wait_rest(_RESIZED, limit)
        self.terminal.type(typed)
        self.terminal.wait_rest(_RESIZED, limit)
        self.terminal.catch_up()
        self.terminal.watch(shows)
        begun = perf_counter()
        self.terminal.type(key)
        seconds = self.terminal.wait_watched(limit) - begun
        self.terminal.wait_rest(_RESIZED, limit)
        self.terminal.write(_ESCAPE)
        self.terminal.wait_rest(_RESIZED, limit)
        self.terminal.catch_up()
        return seconds

    def echoes_until(self, text: str, limit: float) -> list[float]:
        """Type keys until a text is shown, which goes on being watched; seconds each took."""
        terminal, times = self.terminal, list[float]()
        while not times or terminal.seen(text) is None:
            if len(times) % ROW == ROW - 1:
                terminal.control("u")
            letter = next(self._letters)
            terminal.watch(letter, text)
            begun = perf_counter()
            self._type(letter)
            terminal.wait_until(partial(terminal.is_seen, letter), limit)
            times.append((terminal.seen(letter) or begun) - begun)
            self.rest(self._pauses.uniform(0.005, 0.04))
        return times

    def resized(self, columns: int, rows: int, limit: float) -> float:
        """Seconds from a change of the terminal's size until nothing more is drawn."""
        begun = perf_counter()
        self.terminal.resize(columns, rows)
        self.terminal.wait_output(begun, limit)
        return self.terminal.wait_rest(_RESIZED, limit) - begun

    def burst(self, count: int) -> float:
        """Seconds from a burst of keys until all of them are on the screen."""
        self.clear()
        letters = "".join(LETTERS[:count])
        self.terminal.watch(*letters)
        begun = perf_counter()
        self._type(letters)
        seconds = self.terminal.wait_watched(10) - begun
        self.terminal.wait_rest(_SETTLED, 10)
        if not any(letters in row for row in self.terminal.display):
            raise NotDoneError("keys are missing")
        return seconds

    def settle(self, limit: float = 60) -> None:
        """Wait until the client has used next to no processor time for two seconds."""
        end, used = perf_counter() + limit, float("inf")
        while used > 0.04:
            before = self.processes.cpu()
            self.rest(2)
            used = self.processes.cpu() - before
            if perf_counter() > end:
                raise NotDoneError(f"busy after {limit:g} s")

    def rest(self, seconds: float) -> None:
        """Only read for a time."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self.terminal.read(left)

    def _type(self, letters: str) -> None:
        self._typed += len(letters)
        self.terminal.type(letters)

    def _guard(self) -> None:
        memory = self.processes.own_memory()
        if memory > MEMORY_LIMIT:
            raise NotDoneError(f"given up at {memory:,.0f} MB")


@contextmanager
def conversation(
    client: Client,
    environments: Environments,
    arguments: Sequence[str] = (),
    history: Path | None = None,
) -> Iterator[Conversation]:
    """Start a client, on a copy of a `history`; at the end it and its kernels are gone."""
    with place(environments) as where:
        if history is not None:
            data = Path(where.environment["JUPYTER_DATA_DIR"]) / "jtui"
            data.mkdir(mode=0o700)
            shutil.copy(history, data)
        command = [*client.command(environments), *arguments]
        terminal = Terminal(command, where.environment, where.directory)
        try:
            yield Conversation(client, terminal)
        finally:
            terminal.close()
