"""The kernelspecs and what can be told of them without starting any."""

from __future__ import annotations

from collections.abc import Sequence

from tui.doctor_cli.report import Fact, Section
from tui.model.spec_entry import Level, SpecEntry
from tui.stores.kernelspecs.checking import check_static

_MOST = 40


def kernel_facts(entries: Sequence[SpecEntry], problem: str) -> Section:
    """Each kernelspec with the worst finding about it; takes a millisecond of disk time each."""
    facts = [_fact(entry) for entry in entries[:_MOST]]
    if len(entries) > _MOST:
        facts.append(Fact("", f"and {len(entries) - _MOST:,} more"))
    if not any(entry.spec is not None for entry in entries):
        facts.append(Fact("none", "", "No kernel can be started: F4 in jtui installs one."))
    if problem:
        facts.append(Fact("", "", problem))
    facts.append(Fact("", "jtui kernelspec check starts them and tells whether they work"))
    return Section("kernels", tuple(facts))


def _fact(entry: SpecEntry) -> Fact:
    language = entry.spec.language[:30] if entry.spec is not None else ""
    words = ", ".join(filter(None, (language, str(entry.place), str(entry.state))))
    errors = [each.sentence for each in check_static(entry) if each.level is Level.ERROR]
    # A hidden or forbidden one does no harm.
    problem = f"{entry.name[:40]}: {errors[0]}" if errors and entry.shadowed_by is None else ""
    return Fact(entry.name[:40], words, problem if entry.is_allowed else "")
