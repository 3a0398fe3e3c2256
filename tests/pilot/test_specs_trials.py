"""Kernels checked by really starting them, with and without the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
from ipykernel.kernelspec import get_kernel_dict

from tests.fakes import until as condition
from tests.pilot.specs_app import SpecsApp, exits, isolate, opened, spec, until
from tests.unit.stores.kernelspecs.trees import install
from tui.model.spec_entry import SpecEntry
from tui.screens.kernelspecs.trials import Trials
from tui.stores.kernelspecs.listing import list_specs
from tui.widgets.specs.row import key_of
from tui.widgets.specs.states import Phase, Progress

SILENT = spec(argv=["sh", "-c", "exec sleep 1000", "{connection_file}"])


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels."""
    return isolate(tmp_path, monkeypatch)


def entries_in(kernels: Path) -> dict[str, SpecEntry]:
    return {entry.name: entry for entry in list_specs([kernels], ensure_native=False)}


def children() -> list[str]:
    """The kernels that were started here and still run."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with process.oneshot():
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return [line for line in found if "sleep" in line or "ipykernel" in line]


class Following:
    """Notes what is told of trials."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self.phases: dict[str, list[Phase | None]] = {}
        self.most_at_once = 0
        self.progress: list[Progress | None] = []
        trials.follow(self.note)

    def note(self, entries: Sequence[SpecEntry]) -> None:
        """Note the phase of each."""
        for entry in entries:
            check = self._trials.of(entry)
            self.phases.setdefault(entry.name, []).append(check.phase if check else None)
        starting = [seen for seen in self.phases.values() if seen[-1] is Phase.STARTING]
        self.most_at_once = max(self.most_at_once, len(starting))
        self.progress.append(self._trials.progress)


async def rest(trials: Trials) -> None:
    """Wait until nothing is under way."""
    await condition(lambda: trials.progress is None)


async def test_some_work_some_fail_some_at_a_time(kernels: Path) -> None:
    for name in ("one", "two"):
        install(kernels, name, spec())
    for number in range(4):
        install(kernels, f"bad{number}", exits("no such library"))
    install(kernels, "broken", b"{")
    entries = entries_in(kernels)
    trials = Trials(at_once=2)
    following = Following(trials)
    trials.check(entries.values())
    assert trials.progress == Progress(0, 6)
    await rest(trials)
    assert following.most_at_once == 2
    assert following.phases["one"] == [Phase.WAITING, Phase.STARTING, Phase.WORKS]
    assert following.phases["bad3"] == [Phase.WAITING, Phase.STARTING, Phase.FAILS]
    assert "broken" not in following.phases and trials.of(entries["broken"]) is None
    works, fails = trials.of(entries["one"]), trials.of(entries["bad0"])
    assert works is not None and works.seconds > 0 and "ipython" in works.kernel
    assert fails is not None and "exit status 3" in fails.reason
    assert fails.written.strip() == "no such library"
    assert children() == []


async def test_what_came_of_a_kernel_is_forgotten_when_it_is_edited(kernels: Path) -> None:
    path = install(kernels, "mine", exits("first"))
    trials = Trials()
    trials.check(entries_in(kernels).values())
    await rest(trials)
    before = entries_in(kernels)["mine"]
    assert trials.of(before) is not None
    install(kernels, "other", exits("second"))
    (path / "kernel.json").write_bytes((kernels / "other" / "kernel.json").read_bytes())
    assert trials.of(entries_in(kernels)["mine"]) is None


async def test_cancelling_ends_all_and_brings_back_what_was_known(kernels: Path) -> None:
    install(kernels, "a-bad", exits("gone"))
    trials = Trials(at_once=2)
    trials.check(entries_in(kernels).values())
    await rest(trials)
    for number in range(5):
        install(kernels, f"silent{number}", SILENT)
    entries = entries_in(kernels)
    following = Following(trials)
    trials.check(entry for name, entry in entries.items() if name != "a-bad")
    trials.check([entries["a-bad"]])
    await condition(lambda: len(children()) == 2)
    await trials.cancel()
    assert trials.progress is None and children() == []
    assert all(seen[-1] is None for name, seen in following.phases.items() if name != "a-bad")
    # It waited, and what had come of it before holds again.
    seen = following.phases["a-bad"]
    assert seen[0] is Phase.WAITING and set(seen[1:]) == {Phase.FAILS}
    assert Progress(0, 6, stops=True) in following.progress


async def test_one_that_is_tried_already_is_not_tried_twice(kernels: Path) -> None:
    install(kernels, "silent", SILENT)
    entry = entries_in(kernels)["silent"]
    trials = Trials()
    trials.check([entry, entry])
    trials.check([entry])
    assert trials.progress == Progress(0, 1)
    await trials.cancel()


async def test_kernels_of_the_same_name_are_told_apart(kernels: Path, tmp_path: Path) -> None:
    more = tmp_path / "more" / "kernels"
    install(kernels, "twice", exits("mine"))
    install(more, "twice", exits("theirs"))
    both = list_specs([kernels, more], ensure_native=False)
    trials = Trials()
    trials.check(both)
    await rest(trials)
    found = [trials.of(entry) for entry in both]
    assert [check.written.strip() for check in found if check] == ["mine", "theirs"]
    assert len({key_of(entry) for entry in both}) == 2


async def test_c_checks_the_marked_ones_and_the_table_says_what_came_of_it(kernels: Path) -> None:
    install(kernels, "bad", exits("no such library"))
    install(kernels, "good", spec(metadata=get_kernel_dict()["metadata"]))
    app = SpecsApp()
    async with opened(app, (140, 50)) as pilot:
        await pilot.press("slash", *"data/kernels", "tab", "space", "space", "c")
        await until(pilot, lambda: "checking" in app.title_words())
        await until(pilot, lambda: app.trials.progress is None)
        lines = app.lines()
        assert "✗ fails" in lines[0] and "✓ works" in lines[1]
        await pilot.press("home")
        await until(pilot, lambda: "no such library" in app.details())
        assert "failed after" in app.details() and "exit status 3" in app.details()
        assert "checking" not in app.title_words()
        # What is known stays when the screen is opened again.
        await pilot.press("escape")
        await until(pilot, lambda: app.ended)
    again = SpecsApp(trials=app.trials)
    async with opened(again) as pilot:
        assert "✗ fails" in again.lines()[again.names().index("bad")]


async def test_a_running_check_is_stopped_first(kernels: Path) -> None:
    for number in range(9):
        install(kernels, f"silent{number}", SILENT)
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"silent", "tab", "C")
        await until(pilot, lambda: "checking 0 of 9" in app.title_words() and bool(children()))
        assert "Esc stops" in app.title_words()
        await pilot.press("escape")
        await until(pilot, lambda: app.trials.progress is None)
        assert not app.ended and children() == []
        assert not any("waiting" in line or "checking" in line for line in app.lines())
        await pilot.press("escape")
        await until(pilot, lambda: app.ended)


async def test_what_is_to_be_checked_meanwhile_comes_next(kernels: Path) -> None:
    for number in range(9):
        install(kernels, f"silent{number}", SILENT)
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"silent", "tab", "c", "down", "c")
        await until(pilot, lambda: len(children()) == 2)
        # Those that are under way already are not started again.
        await pilot.press("down", "c", "home", "c", "C")
        assert "checking 0 of 9" in app.title_words()
        assert sum("checking" in line for line in app.lines()) == len(children()) == 2
        await pilot.press("escape")
        await until(pilot, lambda: app.trials.progress is None)


async def test_leaving_ends_what_is_being_tried(kernels: Path) -> None:
    install(kernels, "silent", SILENT)
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("silent")
        await pilot.press("c")
        await until(pilot, lambda: bool(children()))
        await pilot.press("enter")
        await until(pilot, lambda: app.ended)
        await until(pilot, lambda: app.trials.progress is None)
        assert children() == []


async def test_all_means_what_can_be_started_and_is_in_the_table(
    kernels: Path, tmp_path: Path
) -> None:
    install(tmp_path / "more" / "kernels", "twice", exits("theirs"))
    install(kernels, "twice", exits("mine"))
    install(kernels, "twice-broken", b"{")
    install(kernels, "other", exits("other"))
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"twice", "tab", "C")
        await until(pilot, lambda: app.trials.progress is None and "fails" in app.lines()[0])
        assert [app.trials.of(row.entry) is not None for row in app.table.rows] == [
            True,
            False,
            False,
        ]


async def test_a_broken_one_cannot_be_checked(kernels: Path) -> None:
    install(kernels, "broken", b"{")
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("broken")
        await pilot.press("c")
        await until(pilot, lambda: "broken is not started" in app.said)


async def test_a_sort_by_state_brings_the_failed_ones_up(kernels: Path) -> None:
    install(kernels, "aaa", spec())
    install(kernels, "bbb", exits("x"))
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"data/kernels", "tab", "1", "C")
        await until(pilot, lambda: app.trials.progress is None and app.names() == ["bbb", "aaa"])
        await pilot.press("slash", *" fails")
        await until(pilot, lambda: app.names() == ["bbb"])
