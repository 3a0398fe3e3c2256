"""What uses a kernelspec: tabs of this jtui, and kernels of others, which are real ones here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pilot.specs_app import SpecsApp, isolate, opened, spec, until
from tests.session.real_kernels import program
from tests.unit.stores.kernelspecs.trees import install
from tui.kernels.launch import LaunchSettings, launch
from tui.screens.kernelspecs.removing import plan_removal, question
from tui.screens.kernelspecs.uses import find_uses, listed
from tui.stores.kernelspecs.listing import list_specs


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels, none yet."""
    return isolate(tmp_path, monkeypatch)


@contextmanager
def running(name: str, count: int) -> Iterator[None]:
    """So many kernels of a kernelspec, as any jtui starts them."""
    kernel = replace(program("import time; time.sleep(1000)"), name=name)
    processes = [launch(kernel, LaunchSettings()) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill_tree()
        for process in processes:
            assert process.wait(10.0) is not None


def test_kernels_that_are_neither_in_tabs_nor_tried_are_of_others(kernels: Path) -> None:
    assert find_uses({}, {}) == {}
    with running("mine", 3):
        assert find_uses({}, {}) == {"mine": ("3 kernels of other jtuis",)}
        assert find_uses({"mine": ["a\x1b", "b"]}, {}) == {
            "mine": ("tab “a␛”", "tab “b”", "1 kernel of another jtui")
        }
        assert find_uses({"mine": ["a"], "other": ["o"]}, {"mine": 2}) == {
            "mine": ("tab “a”",),
            "other": ("tab “o”",),
        }
    assert find_uses({}, {}) == {}


async def test_kernels_of_others_are_told_in_the_details_and_before_a_removal(
    kernels: Path,
) -> None:
    install(kernels, "mine", spec())
    app = SpecsApp(used_by={"mine": ["one"]})
    async with opened(app) as pilot:
        app.panel.select("mine")
        await until(pilot, lambda: "used by    tab “one”\n" in app.details())
        assert "of another jtui" not in app.details()
        with running("mine", 3):
            await pilot.press("f5")
            await until(pilot, lambda: "2 kernels of other jtuis" in app.details())
        with running("mine", 2):
            # It counts who uses it when it is about to go.
            await pilot.press("d")
            await until(pilot, lambda: "to the trash?" in app.text)
            # Beside the dialog stands what is behind it.
            inside = [line.split("│")[1] for line in app.text.split("\n") if line.count("│") >= 2]
            words = " ".join(" ".join(inside).split())
            question = words[words.find("mine is in use") : words.find("to the trash?")]
            assert question.startswith(
                "mine is in use by tab “one” and 1 kernel of another jtui. What runs goes"
            )
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.opened)
        assert (kernels / "mine").exists()


async def test_a_kernel_that_is_tried_here_is_none_of_others(kernels: Path) -> None:
    waits = spec(argv=["sh", "-c", "sleep 1000", "{connection_file}"])
    install(kernels, "mine", waits)
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        await pilot.press("c")
        await until(pilot, lambda: find_uses({}, {}) != {})
        await app.opened._find_uses()
        assert app.panel.used_by == {}
        await pilot.press("escape")
        await until(pilot, lambda: app.trials.progress is None)


def test_before_several_are_removed_those_in_use_are_named_within_bounds(kernels: Path) -> None:
    for number in range(300):
        install(kernels, f"m{number:03}", spec())
    entries = list_specs([kernels], ensure_native=False)
    used_by = {f"m{number:03}": ("tab “x”", "2 kernels of other jtuis") for number in range(2)}
    words = question(plan_removal(entries, used_by), 56, 20)
    assert words.startswith("2 of them are in use: m000 and m001. What runs goes on running.\nMove")
    assert "\n  in use by tab “x” and 2 kernels of other jtuis\n" in words
    everything = {entry.name: ("tab “x”" * 500,) for entry in entries}
    for width, height in ((56, 34), (56, 14), (40, 14)):
        words = question(plan_removal(entries, everything), width, height)
        assert words.startswith("300 of them are in use: m000, m001")
        assert "goes on running" in words and "more" in words
        assert sum(-(-len(line) // width) for line in words.split("\n")) <= height


def test_what_hides_another_of_its_name_is_what_is_used(kernels: Path, tmp_path: Path) -> None:
    install(kernels, "mine", spec())
    install(tmp_path / "more" / "kernels", "mine", spec())
    entries = list_specs(ensure_native=False)
    found = plan_removal([entry for entry in entries if entry.name == "mine"], {"mine": ("tab",)})
    assert sorted(zip(found.uses, (bool(e.shadowed_by) for e in found.entries), strict=True)) == [
        ("", True),
        ("tab", False),
    ]


def test_words_are_listed_as_people_do() -> None:
    assert [listed(words) for words in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]
