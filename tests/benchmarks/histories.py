"""Histories of many inputs in which each key of a search has one input that only it brings up."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.benchmarks.environments import ROOT, Environments

TYPED = ("groupby", "plot", "title", "subset")
"""Words that are typed key by key; every part of them is in many inputs."""
RARE = tuple(f"{begun}j" for begun in ("plo", "group", "titl", "nump", "predic", "legen", "torc"))
"""Words of which all but the last letter is in many inputs, the whole in one, far back."""
NEWEST_SESSION = 1_780_000_000
_TEXT = (
    "import numpy pandas plot df groupby mean std print for in range if else return def self data"
    " load save read_csv to_csv merge join fig ax show legend title xlabel np pd plt sns torch"
    " model train test fit predict score subset"
)
_COMMON = _TEXT.split()
_SCREENFUL = 60
_IMPORT_LIMIT = 600


def mark(word: str, length: int) -> str:
    """The name in the input that comes up with the last of `length` keys of a word."""
    return f"MK{[*TYPED, *RARE].index(word)}_{length}"


def history_file(environments: Environments, entries: int) -> Path:
    """The store with so many inputs, made by jtui's own import where there is none yet."""
    directory = environments.cache / "histories" / f"{entries}"
    path = directory / "jtui" / "history.sqlite"
    stamp = directory / "made-of"
    made_of = (ROOT / "tui" / "stores" / "history" / "schema.py").read_text() + Path(
        __file__
    ).read_text()
    if stamp.exists() and stamp.read_text() == made_of and path.exists():
        return path
    for left in directory.glob("jtui/*"):
        left.unlink()
    directory.mkdir(parents=True, exist_ok=True)
    lines = directory / "inputs.jsonl"
    with lines.open("w") as file:
        file.writelines(f"{json.dumps(each)}\n" for each in _inputs(entries))
    subprocess.run(
        [str(environments.jtui / "jtui"), "history", "import", "-y", str(lines)],
        check=True,
        env={"HOME": str(directory), "JUPYTER_DATA_DIR": str(directory), "PATH": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_IMPORT_LIMIT,
    )
    # The run's copy is all in one file.
    for left in path.parent.glob("history.sqlite-*"):
        if left.stat().st_size:
            raise RuntimeError(f"the history was not closed: {left}")
    lines.unlink()
    stamp.write_text(made_of)
    return path


def _inputs(entries: int) -> Iterator[dict[str, object]]:
    """The inputs as `jtui history import` takes them, oldest first."""
    codes = [*_bulk(entries), *reversed(list(_newest()))]
    begin = datetime.fromtimestamp(NEWEST_SESSION, UTC)
    for place, code in enumerate(codes):
        started = begin - timedelta(seconds=30 * (len(codes) - place))
        yield {
            "code": code,
            "language": "python",
            "kernelspec": "python3",
            "cwd": f"/work/{place % 7}",
            "started": started.isoformat(),
            "duration": 0.1,
            "outcome": "error" if place % 20 == 0 else "ok",
        }


def _bulk(entries: int) -> Iterator[str]:
    random = Random(1)
    places = {random.randrange(entries // 2): word for word in RARE}
    for number in range(entries):
        if (rare := places.get(number)) is not None:
            yield f"{rare} {mark(rare, len(rare))}"
            continue
        lines = random.choice((1, 1, 1, 2, 3, 6))
        yield "\n".join(
            " ".join(random.choices(_COMMON, k=random.randint(2, 8))) + f"_{number}"
            for _ in range(lines)
        )


def _newest() -> Iterator[str]:
    """What is newest, newest first: nothing of the words, then each part of them before the next.

    Behind an input that has just one part come more than a screen shows of those that have it, too.
    """
    yield from (f"{number}" * 2 for number in range(_SCREENFUL, 2 * _SCREENFUL))
    for word in TYPED:
        for length in range(1, len(word) + 1):
            yield f"{word[:length]} {mark(word, length)}"
            wrong = f"{word[:length]}{'zxq'[length % 3]}"
            yield from (f"{wrong} {number * 7919}" for number in range(_SCREENFUL))
