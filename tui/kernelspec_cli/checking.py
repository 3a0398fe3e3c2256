"""`jtui kernelspec check`."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, Words, read_words
from tui.history_cli.output import say
from tui.kernelspec_cli.found import Found, find
from tui.kernelspec_cli.listing import directory_of
from tui.kernelspec_cli.stopping import run_async
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Finding, Level, SpecEntry, SpecState
from tui.stores.kernelspecs.checking import check_static

GOOD, SOMETHING_FAILED = 0, 1

LONGEST_LIMIT = 86_400.0
"""Seconds that can be given to a kernel at most."""

_WIDEST_NAME = 40


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What came of one kernel; the texts may have several lines and are cleaned, but `stderr`."""

    works: bool
    seconds: float | None = None
    reason: str = ""
    stderr: str = ""


_Report = Callable[[SpecEntry, _Verdict], None]


def run_check(argv: Sequence[str]) -> int:
    """Start kernels, or only look at their files, and print what comes of each.

    Answers the exit status; raises `UsageError` and `OSError` for the output.
    """
    words = read_words(argv, flags=["--static", "--json"], valued=["--timeout"])
    limit = _limit(words)
    found = find()
    entries, missing = _chosen(found, words)
    for problem in missing:
        say(problem)
    if not entries and not missing:
        say("There are no kernelspecs to check.")
        return SOMETHING_FAILED
    if "--static" in words.flags:
        are_good = _look(entries, words)
    else:
        are_good = _try(found, entries, limit, is_json="--json" in words.flags)
    return GOOD if are_good and not missing else SOMETHING_FAILED


def _limit(words: Words) -> float | None:
    value = words.values.get("--timeout")
    if value is None:
        return None
    if "--static" in words.flags:
        raise UsageError("--timeout is for kernels that are started, and --static starts none.")
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    # What is no number is not within either.
    if not 0 < seconds <= LONGEST_LIMIT:
        raise UsageError(f"--timeout needs seconds, up to {LONGEST_LIMIT:,.0f}, not {value}.")
    return seconds


def _chosen(found: Found, words: Words) -> tuple[Sequence[SpecEntry], Sequence[str]]:
    """What is to be checked, each once, and sentences about names there are not."""
    if not words.operands:
        if "--static" in words.flags:
            return found.entries, ()
        # What is hidden or not allowed is never started.
        counting = (SpecState.USABLE, SpecState.BROKEN)
        return [
            entry
            for entry in found.entries
            if entry.shadowed_by is None and entry.state in counting and entry.is_allowed
        ], ()
    entries: dict[str, SpecEntry] = {}
    missing: list[str] = []
    for word in dict.fromkeys(words.operands):
        try:
            if "/" in word:
                raise UsageError(f"check needs the names of kernelspecs, not {word}.")
            entry = found.named(word)
            entries[entry.name] = entry
        except KernelspecError as error:
            missing.append(str(error))
    return list(entries.values()), missing


def _try(found: Found, entries: Sequence[SpecEntry], limit: float | None, *, is_json: bool) -> bool:
    """Start them and report each when it is over; answers whether all work."""
    results: list[bool] = []
    write = _json_writer() if is_json else _text_writer(entries)

    def report(entry: SpecEntry, verdict: _Verdict) -> None:
        results.append(verdict.works)
        write(entry, verdict)
        sys.stdout.flush()

    startable: dict[str, tuple[SpecEntry, KernelSpec]] = {}
    for entry in entries:
        if entry.spec is None:
            report(entry, _Verdict(False, reason=clean(f"{entry.problem}.")))
        elif not entry.is_allowed:
            report(entry, _Verdict(False, reason=clean(entry.refusal)))
        else:
            startable[entry.spec.name] = entry, entry.spec
    if startable:
        _start(found, startable, limit, report)
    return all(results)


def _start(
    found: Found,
    startable: Mapping[str, tuple[SpecEntry, KernelSpec]],
    limit: float | None,
    report: _Report,
) -> None:
    # 50 ms, with zmq.
    from tui.kernels.launch import LaunchSettings
    from tui.kernels.trial import LIMIT, Trial, try_all

    def ended(name: str, trial: Trial) -> None:
        report(
            startable[name][0],
            _Verdict(trial.works, trial.seconds, trial.reason, trial.stderr),
        )

    settings = LaunchSettings(transport_encryption=found.settings.kernel.transport_encryption)
    specs = [spec for _, spec in startable.values()]
    at_once = max(2, min(4, os.cpu_count() or 2))
    run_async(try_all(specs, ended, at_once, limit or LIMIT, settings))


def _text_writer(entries: Sequence[SpecEntry]) -> _Report:
    width = min(_WIDEST_NAME, max((len(clean(entry.name)) for entry in entries), default=0))

    def write(entry: SpecEntry, verdict: _Verdict) -> None:
        name = clean(entry.name).ljust(width)
        if verdict.works:
            sys.stdout.write(f"{name}  works {verdict.seconds or 0.0:.1f} s\n")
            return
        first, *rest = verdict.reason.split("\n")
        lines = [f"{name}  fails: {first}", *(f"    {line}" for line in rest)]
        # What is wrong with the files may say why, and what to do.
        if entry.spec is not None:
            lines += [f"    {finding.sentence}" for finding in _errors(check_static(entry))]
        sys.stdout.write("".join(f"{clean(line, newlines=True)}\n" for line in lines))

    return write


def _json_writer() -> _Report:
    def write(entry: SpecEntry, verdict: _Verdict) -> None:
        fields = {
            "name": entry.name,
            "path": None if entry.path is None else str(entry.path),
            "works": verdict.works,
            "seconds": None if verdict.seconds is None else round(verdict.seconds, 3),
            "reason": verdict.reason,
            "stderr": verdict.stderr,
            "findings": _as_json(check_static(entry)),
        }
        sys.stdout.write(f"{json.dumps(fields)}\n")

    return write


def _look(entries: Sequence[SpecEntry], words: Words) -> bool:
    """Print what the files of kernels tell; answers whether nothing is wrong with any."""
    are_good = True
    for entry in entries:
        findings = check_static(entry)
        is_good = not _errors(findings)
        are_good = are_good and is_good
        if "--json" in words.flags:
            path = None if entry.path is None else str(entry.path)
            fields = {"name": entry.name, "path": path, "findings": _as_json(findings)}
            sys.stdout.write(f"{json.dumps(fields)}\n")
            continue
        sys.stdout.write(
            f"{clean(entry.name)}  {'good' if is_good else 'bad'}  {directory_of(entry)}\n"
        )
        # Of many kernels, what is only good to know hides what matters.
        notes = (Level.NOTE,) if words.operands else ()
        for finding in findings:
            if finding.level in (Level.ERROR, Level.WARNING, *notes):
                sys.stdout.write(f"    {finding.level}: {finding.sentence}\n")
    return are_good


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level is Level.ERROR]


def _as_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"level": str(each.level), "sentence": each.sentence} for each in findings]
