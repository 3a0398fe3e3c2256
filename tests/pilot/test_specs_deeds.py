"""The kernelspecs' screen: starting, removing, undoing, restoring, duplicating, editing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.specs_app import SpecsApp, exits, isolate, opened, spec, type_at_once, until
from tests.unit.stores.kernelspecs.trees import furnish, install, tree
from tui.screens.kernelspecs.removing import plan_removal, question
from tui.screens.kernelspecs.screen import KernelspecsScreen
from tui.stores.kernelspecs.listing import embedded_entry, list_specs
from tui.stores.kernelspecs.settings import SpecSettings
from tui.stores.kernelspecs.trash import remove, trash


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels."""
    return isolate(tmp_path, monkeypatch)


async def reread(app: SpecsApp, pilot: Pilot[None]) -> None:
    """Wait until what was done is shown."""
    await until(pilot, lambda: "reading" not in app.title_words())


async def ask(app: SpecsApp, pilot: Pilot[None], key: str, words: str) -> None:
    """Press a key, and wait for the words of a dialog; one at a time asks something."""
    doing = app.opened._doing
    await until(pilot, lambda: doing is None or doing.is_finished)
    await pilot.press(key)
    await until(pilot, lambda: app.screen is not app.opened and words in app.text)
    # A key before that would go nowhere.
    await until(pilot, lambda: app.screen.focused is not None)


# Starting.


async def test_enter_leaves_with_the_kernel_to_start(kernels: Path) -> None:
    install(kernels, "mine", spec(display_name="Mine"))
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"mine", "enter")
        await until(pilot, lambda: app.ended)
        assert app.started is not None
        assert (app.started.name, app.started.spec.display_name) == ("mine", "Mine")


async def test_enter_takes_what_was_typed_in_the_same_moment(kernels: Path) -> None:
    install(kernels, "aaa", spec())
    install(kernels, "mine", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("tab")
        type_at_once(app, "m", "i", "n", "e", "enter")
        await until(pilot, lambda: app.ended)
        assert app.started is not None and app.started.name == "mine"


async def test_what_cannot_be_started_says_why(kernels: Path, tmp_path: Path) -> None:
    install(kernels, "broken", b"{")
    install(tmp_path / "more" / "kernels", "twice", spec())
    install(kernels, "twice", spec())
    install(kernels, "forbidden", spec())
    settings = SpecSettings(allowed=frozenset({"broken", "twice"}))
    app = SpecsApp(settings)
    async with opened(app) as pilot:
        app.panel.select("broken")
        await pilot.press("enter")
        assert "broken is not started: kernel.json is not valid JSON" in app.said
        app.table.select(app.names().index("twice") + 1)
        await pilot.press("enter")
        assert "has the same name and comes first" in app.said
        app.panel.select("forbidden")
        await pilot.press("enter", "asterisk")
        assert "allowed_kernelspecs" in app.said
        assert not app.ended and app.asked == []


async def test_what_is_not_allowed_is_not_started_to_check_it(kernels: Path) -> None:
    for name in ("a-allowed", "a-forbidden"):
        install(kernels, name, exits("no"))
    app = SpecsApp(SpecSettings(allowed=frozenset({"a-allowed"})))
    async with opened(app) as pilot:
        app.panel.select("a-forbidden")
        await pilot.press("c")
        assert "a-forbidden is not started: KernelSpecManager.allowed_kernelspecs" in app.said
        assert app.trials.progress is None
        app.panel.select("a-allowed")
        await pilot.press("space", "space", "c")
        entries = {row.entry.name: row.entry for row in app.table.rows}
        assert app.trials.of(entries["a-allowed"]) is not None
        assert app.trials.of(entries["a-forbidden"]) is None
        assert app.said.count("a-forbidden is not started") == 2
        await pilot.press("escape")
        await until(pilot, lambda: app.trials.progress is None)


async def test_esc_leaves_with_nothing(kernels: Path) -> None:
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: app.ended)
        assert app.started is None


# Removing and restoring.


async def test_a_removal_names_the_directory_asks_and_can_be_undone(kernels: Path) -> None:
    path = install(kernels, "mine", spec())
    furnish(path)
    before = tree(path)
    app = SpecsApp(used_by={"mine": ["one"]})
    async with opened(app) as pilot:
        app.panel.select("mine")
        await ask(app, pilot, "d", "to the trash?")
        assert "data/kernels/mine" in app.text
        assert app.text.index("mine is in use by tab “one”.") < app.text.index("to the trash?")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: app.screen is app.opened)
        assert tree(path) == before
        await ask(app, pilot, "delete", "to the trash?")
        await pilot.press("r")
        await until(pilot, lambda: "mine" not in app.names())
        assert not path.exists() and [item.name for item in trash()] == ["mine"]
        await pilot.press("u")
        await until(pilot, lambda: "mine" in app.names())
        assert tree(path) == before and trash() == ()
        assert app.selected() == "mine"
        await reread(app, pilot)
        await pilot.press("u")
        assert "restored" in app.said and tree(path) == before


async def test_a_key_pressed_twice_asks_once(kernels: Path) -> None:
    install(kernels, "mine", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        type_at_once(app, "d", "d", "D", "r")
        await until(pilot, lambda: app.screen is not app.opened)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.opened)
        assert (kernels / "mine").exists()


async def test_marked_ones_go_together_and_come_back_together(kernels: Path) -> None:
    paths = [install(kernels, f"m{number}", spec()) for number in range(3)]
    install(kernels, "stays", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("m0")
        await pilot.press("space", "space", "space")
        await ask(app, pilot, "d", "these 3 kernelspecs")
        await pilot.press("r")
        await until(pilot, lambda: "m0" not in app.names())
        assert not any(path.exists() for path in paths) and (kernels / "stays").exists()
        assert "marked" not in app.title_words()
        await pilot.press("u")
        await until(pilot, lambda: "m2" in app.names())
        assert all(path.exists() for path in paths)


async def test_of_a_link_only_the_link_goes(kernels: Path, tmp_path: Path) -> None:
    real = install(tmp_path / "elsewhere", "real", spec())
    (kernels / "linked").symlink_to(real)
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("linked")
        await ask(app, pilot, "d", "only the link goes")
        await pilot.press("r")
        await until(pilot, lambda: "linked" not in app.names())
        assert not (kernels / "linked").is_symlink() and (real / "kernel.json").exists()
        await pilot.press("u")
        await until(pilot, lambda: "linked" in app.names())
        assert (kernels / "linked").readlink() == real


async def test_what_another_program_has_removed_is_no_failure(kernels: Path) -> None:
    path = install(kernels, "mine", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        shutil.rmtree(path)
        await pilot.press("d")
        await until(pilot, lambda: "is not there any more" in app.said)
        assert app.screen is app.opened
        await until(pilot, lambda: "mine" not in app.names())

        path = install(kernels, "mine", spec())
        await pilot.press("f5")
        await until(pilot, lambda: "mine" in app.names())
        app.panel.select("mine")
        await ask(app, pilot, "d", "to the trash?")
        shutil.rmtree(path)
        await pilot.press("r")
        await until(pilot, lambda: "mine" not in app.names())
        assert trash() == ()


def test_the_question_has_no_more_lines_than_there_is_room(kernels: Path) -> None:
    for number in range(300):
        install(kernels, f"m{number:03}", spec())
    native = embedded_entry()
    assert native is not None
    entries = list_specs([kernels], ensure_native=False)
    removal = plan_removal([*entries, native], {"m000": ["a tab"]})
    assert len(removal.entries) == 300 and len(removal.refusals) == 1
    words = question(removal, 56, 14)
    assert "these 300 kernelspecs" in words and "more" in words
    assert "Not removed" in words and "jtui's own environment" in words
    assert sum(-(-len(line) // 56) for line in words.split("\n")) <= 14


async def test_the_trash_is_listed_and_restores_over_nothing_unasked(kernels: Path) -> None:
    path = install(kernels, "mine", spec(display_name="Old"))
    entry = next(entry for entry in list_specs([kernels]) if entry.name == "mine")
    before = tree(path)
    remove(entry)
    install(kernels, "mine", spec(display_name="New"))
    app = SpecsApp()
    async with opened(app) as pilot:
        await ask(app, pilot, "r", "Restore from the trash")
        assert "mine" in app.text and "removed" in app.text
        await pilot.press("enter")
        await until(pilot, lambda: "instead?" in app.text)
        await pilot.press("c")
        await until(pilot, lambda: app.screen is app.opened)
        assert tree(path) != before

        await ask(app, pilot, "r", "Restore from the trash")
        await pilot.press("enter")
        await until(pilot, lambda: "instead?" in app.text)
        await pilot.press("r")
        await until(pilot, lambda: "restored to" in app.said)
        assert tree(path) == before
        assert [item.reason for item in trash()] == ["replaced"]


async def test_a_removal_that_fails_leaves_the_one_before_to_be_undone(kernels: Path) -> None:
    first, second = (install(kernels, name, spec()) for name in ("first", "second"))
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("first")
        await ask(app, pilot, "d", "to the trash?")
        await pilot.press("r")
        await until(pilot, lambda: "first" not in app.names())
        app.panel.select("second")
        await ask(app, pilot, "d", "to the trash?")
        shutil.rmtree(second)
        await pilot.press("r")
        await until(pilot, lambda: "second" not in app.names())
        doing = app.opened._doing
        await until(pilot, lambda: doing is None or doing.is_finished)
        await pilot.press("u")
        await until(pilot, lambda: "first" in app.names())
        assert first.exists() and trash() == ()


@pytest.mark.parametrize("key", ["d", "e", "E", "D"])
async def test_what_is_not_there_any_more_is_not_listed_any_more(kernels: Path, key: str) -> None:
    path = install(kernels, "mine", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        shutil.rmtree(path)
        await pilot.press(key)
        await until(pilot, lambda: "mine" not in app.names())
        assert "is not there any more" in app.said and app.asked == []


async def test_an_empty_trash_is_said(kernels: Path) -> None:
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: "The trash is empty." in app.said)


# Editing.


async def test_duplicating_offers_a_free_name_and_refuses_a_wrong_one(kernels: Path) -> None:
    path = install(kernels, "mine", spec(display_name="Mine"))
    install(kernels, "mine-copy", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        await ask(app, pilot, "D", "Duplicate mine")
        assert "mine-copy-2" in app.text
        await pilot.press("ctrl+u", "ctrl+k", *"../bad", "enter")
        await until(pilot, lambda: "letters a to z" in app.text)
        await pilot.press("ctrl+u", "ctrl+k", *"mine", "enter")
        await until(pilot, lambda: "exists already" in app.text)
        await pilot.press("ctrl+u", "ctrl+k", *"second", "enter")
        await until(pilot, lambda: app.selected() == "second")
        assert (kernels / "second" / "kernel.json").read_bytes() == (
            path / "kernel.json"
        ).read_bytes()
        assert {"mine", "mine-copy", "second"} <= set(app.names())


async def test_a_broken_one_is_not_copied_but_its_file_can_be_edited(kernels: Path) -> None:
    path = install(kernels, "broken", b"{")
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("broken")
        await pilot.press("D")
        await until(pilot, lambda: "broken is not copied" in app.said)
        await pilot.press("E")
        await until(pilot, lambda: bool(app.asked))
        asked = app.asked[0]
        assert isinstance(asked, KernelspecsScreen.EditFileWanted)
        assert asked.path == path / "kernel.json"

        asked.path.write_text("[]")
        app.opened.file_edited(asked.path)
        await until(pilot, lambda: "is broken now" in app.said)
        install(kernels, "other", spec())
        shutil.copy(kernels / "other" / "kernel.json", asked.path)
        app.opened.file_edited(asked.path)
        await until(pilot, lambda: "broken" not in app.title_words())


async def test_the_form_the_default_and_an_installation_are_asked_of_the_application(
    kernels: Path,
) -> None:
    install(kernels, "mine", spec())
    app = SpecsApp(default_name="python3")
    async with opened(app) as pilot:
        app.panel.select("mine")
        await pilot.press("e")
        await until(pilot, lambda: len(app.asked) == 1)
        await pilot.press("asterisk", "i")
        await until(pilot, lambda: len(app.asked) == 3)
        edit, default, install_ = app.asked
        assert isinstance(edit, KernelspecsScreen.EditWanted) and edit.entry.name == "mine"
        assert isinstance(default, KernelspecsScreen.DefaultWanted) and default.name == "mine"
        assert isinstance(install_, KernelspecsScreen.InstallWanted)
        assert "★ default" in app.lines()[app.names().index("mine")]


async def test_a_link_is_not_edited_through(kernels: Path, tmp_path: Path) -> None:
    real = install(tmp_path / "elsewhere", "real", spec())
    (kernels / "linked").symlink_to(real)
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("linked")
        await pilot.press("e", "E")
        await until(pilot, lambda: "is a link" in app.said)
        assert app.asked == []
