"""Processes that are killed in the middle of writing the history, and what they leave behind.

    python -m tests.unit.stores.history.crashing DIRECTORY ROUNDS

prints in JSON how many were killed, how many entries they had written, and what was wrong.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from tui.model.history.entry import HistoryEntry
from tui.model.history.query import parse_query
from tui.stores.history.search import HistorySearch
from tui.stores.history.store import HistoryStore

MOST = 40


def write(path: Path, name: str, out: int) -> None:
    """Write entries and tell each when it is written, until killed."""
    store = HistoryStore(path)
    for number in range(10_000):
        code = f"entry {name} {number} " + "words " * (number % 50)
        if number % 7 == 6:
            store.add_older([(name, HistoryEntry(f"old {code}"))], "file")
        if number % 11 == 10:
            store.forget_codes([f"old entry {name} 6 "])
        store.record([(name, HistoryEntry(code)), (name, HistoryEntry(f"second {code}"))])
        os.write(out, f"{number}\n".encode())


def killed_in_writing(path: Path, name: str, chance: random.Random) -> int:
    """Have a child write, and kill it; how many times it has told that entries are written."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write(path, name, writing)
    os.close(writing)
    told = b""
    wanted = chance.randrange(MOST)
    while told.count(b"\n") < wanted:
        told += os.read(reading, 4096)
    # Anywhere within the next transaction or two.
    end = time.perf_counter() + chance.random() * 0.001
    while time.perf_counter() < end:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 4096):
        told += more
    os.close(reading)
    return told.count(b"\n")


def wrong_with(path: Path, name: str, told: int) -> list[str]:
    """What is wrong with the history after entries up to `told` were told to be written."""
    wrong = []
    codes = [entry.code for entry in HistoryStore(path).entries()]
    there = {code for code in codes if f" {name} " in code}
    for number in range(told):
        for start in ("entry", "second entry"):
            text = f"{start} {name} {number} "
            if not any(code.startswith(text) for code in there):
                wrong.append(f"{text!r} is missing")
    firsts = sum(code.startswith("entry") for code in there)
    if firsts * 2 != sum(not code.startswith("old") for code in there):
        wrong.append(f"one of two entries that were written at once is missing in {name}")
    search = HistorySearch(path)
    found = search.search(parse_query(f"'entry\\ {name}".replace("\\ ", " ") + "'"), limit=10_000)
    search.close()
    if found.problem or {row.entry.code for row in found.rows} != there:
        wrong.append(f"the index does not find what is there in {name}: {found.problem}")
    if path.exists():
        with closing(sqlite3.connect(path)) as connection:
            check = connection.execute("PRAGMA quick_check").fetchone()[0]
        if check != "ok":
            wrong.append(f"{name}: {check}")
    return wrong


def main(directory: Path, rounds: int) -> dict[str, object]:
    """Kill as many writers; every fifth while it makes a new file."""
    chance = random.Random(rounds)
    written = 0
    wrong: list[str] = []
    for number in range(rounds):
        path = directory / (f"new {number}" if number % 5 == 0 else "all") / "history.sqlite"
        told = killed_in_writing(path, f"n{number}", chance)
        written += told
        wrong += wrong_with(path, f"n{number}", told)
    return {"killed": rounds, "written": written, "wrong": wrong}


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
