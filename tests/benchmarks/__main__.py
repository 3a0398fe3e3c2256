"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tests.benchmarks.clients import CLIENTS
from tests.benchmarks.environments import ROOT, Environments
from tests.benchmarks.measure import FULL, QUICK
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.report import report, write_into
from tests.benchmarks.results import Plan

CACHE = ROOT / ".ci" / "cache" / "benchmarks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for and print the report; 0 when everything could be tried."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    mode = "full" if options.full else "quick"
    plan = Plan(
        measures=[each for each in MEASURES if not options.only or each.name in options.only],
        clients=[each for each in CLIENTS if not options.clients or each.name in options.clients],
        scale=FULL if options.full else QUICK,
        rounds=options.rounds,
    )
    environments = Environments(options.cache.resolve())
    _say("making the environments ...")
    environments.prepare()
    text = report(plan.carry_out(environments, _say), environments.versions(), mode)
    sys.stdout.write(f"\n{text}")
    if options.markdown is not None:
        write_into(options.markdown, text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Compare jtui with other clients."
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--quick", action="store_true", help="six minutes; the default")
    modes.add_argument("--full", action="store_true", help="everything, most of it several times")
    parser.add_argument(
        "--only", nargs="+", metavar="MEASURE", choices=[each.name for each in MEASURES]
    )
    parser.add_argument(
        "--clients", nargs="+", metavar="CLIENT", choices=[each.name for each in CLIENTS]
    )
    parser.add_argument(
        "--rounds", type=int, default=0, help="runs of each client, instead of each measure's own"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the report there too")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIRECTORY")
    names = ", ".join(each.name for each in MEASURES)
    parser.epilog = f"Measures: {names}. Clients: {', '.join(each.name for each in CLIENTS)}."
    return parser


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `finally`, so that no process is left."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
