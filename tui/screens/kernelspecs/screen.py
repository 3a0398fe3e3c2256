"""The screen of the kernelspecs: browse, check, start, remove, restore, edit, duplicate."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from textual import work
from textual.worker import Worker

from tui.errors import KernelspecError
from tui.model.spec_entry import SpecEntry, SpecState, TrashItem
from tui.screens.kernelspecs import messages
from tui.screens.kernelspecs.duplicating import copy_name, name_problem
from tui.screens.kernelspecs.listed import ListedKernelspecs
from tui.screens.kernelspecs.messages import SpecStart
from tui.screens.kernelspecs.removing import (
    Removal,
    any_gone,
    home,
    names_of,
    plan_removal,
    problem_words,
    question,
    remove_all,
    restore_all,
)
from tui.screens.kernelspecs.standing import can_be_tried, unusable
from tui.screens.kernelspecs.uses import find_uses
from tui.stores.kernelspecs import read_kernelspec
from tui.stores.kernelspecs.owners import edit_refusal
from tui.stores.kernelspecs.trash import restore, trash
from tui.stores.kernelspecs.writing import duplicate
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.key_bar import hint_of
from tui.widgets.specs.messages import Deed
from tui.widgets.specs.panel import SpecsPanel
from tui.widgets.specs.row import Listing, one_line
from tui.widgets.specs.states import Phase
from tui.widgets.specs.trash_list import TrashList

DIALOG = 60
"""Cells of a line in a dialog."""


class KernelspecsScreen(ListedKernelspecs):
    """Fills the terminal; the result is the kernel to start in a new tab, `None` for none."""

    InstallWanted: TypeAlias = messages.InstallWanted
    EditWanted: TypeAlias = messages.EditWanted
    EditFileWanted: TypeAlias = messages.EditFileWanted
    DefaultWanted: TypeAlias = messages.DefaultWanted

    # What the last removal moved to the trash.
    _removed: tuple[TrashItem, ...] = ()
    # What may have asked something.
    _doing: Worker[None] | None = None
    _tabs: Mapping[str, Sequence[str]]
    _looks = _shown_look = 0

    def on_mount(self) -> None:
        """Keep the titles of the tabs, to which kernels of others come; name the key of help."""
        self._tabs = self._panel.used_by
        self._keys.more = hint_of(self.app.screen_stack[0], "app.help", "Keys")

    def _show(self, listing: Listing, *, is_all: bool) -> None:
        super()._show(listing, is_all=is_all)
        if is_all:
            self._tasks.start(self._find_uses(), "uses")

    async def _find_uses(self) -> Mapping[str, Sequence[str]]:
        """Show what uses each kernelspec now, and answer it."""
        self._looks += 1
        look = self._looks
        uses = await asyncio.to_thread(self._uses)
        # One that was begun before another may well end after it.
        if look > self._shown_look:
            self._shown_look, self._panel.used_by = look, uses
        return uses

    def _uses(self) -> Mapping[str, Sequence[str]]:
        # In a thread, as there can be thousands of them.
        checks = ((entry.name, self._trials.of(entry)) for entry in self._entries)
        trying = Counter(name for name, each in checks if each and each.phase is Phase.STARTING)
        return find_uses(self._tabs, trying)

    def on_specs_panel_deed_wanted(self, event: SpecsPanel.DeedWanted) -> None:
        """Do what a key asks for."""
        event.stop()
        entries = event.entries
        match event.deed:
            case Deed.CHECK | Deed.CHECK_ALL:
                self._check(entries, is_all=event.deed is Deed.CHECK_ALL)
            case Deed.INSTALL:
                self.post_message(messages.InstallWanted())
            case Deed.READ:
                self.reload()
            case Deed.CLOSE:
                self._close()
            case _:
                self._do_once(event.deed, entries)

    def _do_once(self, deed: Deed, entries: Sequence[SpecEntry]) -> None:
        """Do what may ask something, unless another such thing is under way."""
        if self._doing is not None and not self._doing.is_finished:
            self.app.bell()
        elif deed is Deed.UNDO:
            self._doing = self._undo()
        elif deed is Deed.RESTORE:
            self._doing = self._restore()
        elif entries:
            self._do_with(entries, deed)

    def _do_with(self, entries: Sequence[SpecEntry], deed: Deed) -> None:
        match deed:
            case Deed.REMOVE:
                self._doing = self._remove(entries)
            case Deed.START:
                self._start(entries[0])
            case Deed.EDIT:
                self._doing = self._edit(entries[0], in_editor=False)
            case Deed.EDIT_FILE:
                self._doing = self._edit(entries[0], in_editor=True)
            case Deed.DUPLICATE:
                self._doing = self._duplicate(entries[0])
            case _:
                self._set_default(entries[0])

    def _close(self) -> None:
        if self._trials.progress is not None:
            self._stop_trials()
        else:
            self.dismiss(None)

    # Starting.

    def _start(self, entry: SpecEntry) -> None:
        if problem := unusable(entry):
            self._complain(f"{one_line(entry.name)} is not started: {problem}")
        elif entry.spec is not None:
            self.dismiss(SpecStart(entry.name, entry.spec))

    def _check(self, entries: Sequence[SpecEntry], *, is_all: bool) -> None:
        if is_all:
            entries = [entry for entry in entries if entry.state is SpecState.USABLE]
        startable = [entry for entry in entries if can_be_tried(entry)]
        left_out = [entry for entry in entries if not can_be_tried(entry)]
        if startable:
            self._trials.check(startable)
        if left_out:
            problems = [
                f"{one_line(each.name)} is not started: {unusable(each)}" for each in left_out
            ]
            self._complain(problem_words(problems))

    def _set_default(self, entry: SpecEntry) -> None:
        if problem := unusable(entry):
            self._complain(f"{one_line(entry.name)} cannot be the default kernel: {problem}")
        else:
            self.post_message(messages.DefaultWanted(entry.name))

    # Removing and restoring.

    @work(name="remove", exit_on_error=False)
    async def _remove(self, entries: Sequence[SpecEntry]) -> None:
        uses = await self._find_uses()
        removal = await asyncio.to_thread(plan_removal, entries, uses)
        if not removal.entries:
            self._complain(problem_words(removal.refusals))
            await self._reload_if_gone(entries)
            return
        if not await self._may_remove(removal):
            return
        outcome = await asyncio.to_thread(remove_all, removal.entries)
        # What failed for all leaves the removal before it to be undone.
        if outcome.items:
            self._note_removed(outcome.items)
            self._say(f"{names_of(outcome.items)} moved to the trash. u brings back.")
        if outcome.problems:
            self._complain(problem_words(outcome.problems))
        self.reload()

    async def _may_remove(self, removal: Removal) -> bool:
        width, height = self.app.size
        words = question(removal, min(DIALOG, width - 4), height - 6)
        which = "it" if len(removal.entries) == 1 else f"all {len(removal.entries):,}"
        choices = [Choice("remove", f"Remove {which}", "r"), Choice("", "Cancel", "c")]
        dialog = ChoiceDialog(words, choices, preselect=False)
        return await self.app.push_screen_wait(dialog) == "remove"

    @work(name="undo", exit_on_error=False)
    async def _undo(self) -> None:
        items = self._removed
        # A second key of the same moment finds nothing to bring back.
        self._note_removed(())
        if not items:
            self._say("Nothing was removed here; r lists the trash.")
            return
        outcome = await asyncio.to_thread(restore_all, items)
        if outcome.items:
            self._say(f"{names_of(outcome.items)} restored.")
        if outcome.problems:
            self._complain(problem_words(outcome.problems))
        self.reload(items[0].name)

    @work(name="restore", exit_on_error=False)
    async def _restore(self) -> None:
        items = await asyncio.to_thread(trash)
        if not items:
            self._say("The trash is empty.")
            return
        item = await self.app.push_screen_wait(TrashList(items, home()))
        if item is None:
            return
        try:
            if await asyncio.to_thread(os.path.lexists, item.path):
                if not await self._may_replace(item):
                    return
                await asyncio.to_thread(restore, item, replace=True)
            else:
                await asyncio.to_thread(restore, item)
        except (KernelspecError, OSError) as error:
            self._complain(str(error))
        else:
            self._say(f"{one_line(item.name)} restored to {one_line(str(item.path))}.")
        self._note_removed([each for each in self._removed if each.kept != item.kept])
        self.reload(item.name)

    async def _may_replace(self, item: TrashItem) -> bool:
        words = f"{one_line(str(item.path))} exists. Move that to the trash instead?"
        choices = [Choice("replace", "Replace it", "r"), Choice("", "Cancel", "c")]
        dialog = ChoiceDialog(words, choices, preselect=False)
        return await self.app.push_screen_wait(dialog) == "replace"

    async def _reload_if_gone(self, entries: Sequence[SpecEntry]) -> bool:
        """Read again when another program has removed one of these; answers whether it has."""
        is_gone = await asyncio.to_thread(any_gone, entries)
        if is_gone:
            self.reload()
        return is_gone

    def _note_removed(self, items: Sequence[TrashItem]) -> None:
        self._removed = tuple(items)
        self._panel.can_undo = bool(items)

    # Editing.

    @work(name="edit", exit_on_error=False)
    async def _edit(self, entry: SpecEntry, *, in_editor: bool) -> None:
        if refusal := await asyncio.to_thread(edit_refusal, entry):
            self._complain(refusal)
            await self._reload_if_gone([entry])
        elif not in_editor:
            self.post_message(messages.EditWanted(entry))
        elif entry.path is not None:
            self.post_message(messages.EditFileWanted(entry.path / "kernel.json"))

    def file_edited(self, path: Path) -> None:
        """A `kernel.json` was edited: say what is wrong with it now, and read again."""
        self._look_at_edited(path)

    @work(name="look at edited", exit_on_error=False)
    async def _look_at_edited(self, path: Path) -> None:
        try:
            await asyncio.to_thread(read_kernelspec, path.parent)
        except KernelspecError as error:
            self._complain(f"{one_line(path.parent.name)} is broken now: {error}. E edits again.")
        self.reload()

    @work(name="duplicate", exit_on_error=False)
    async def _duplicate(self, entry: SpecEntry) -> None:
        if await self._reload_if_gone([entry]):
            self._complain(f"{one_line(str(entry.path))} is not there any more.")
            return
        if entry.spec is None:
            self._complain(f"{one_line(entry.name)} is not copied: {unusable(entry)}")
            return
        asked = f"Duplicate {one_line(entry.name)} among your own kernels, as"
        words = asked
        name = await asyncio.to_thread(copy_name, entry.name)
        while name := await self.app.push_screen_wait(TextEntry(words, name)):
            problem = await asyncio.to_thread(name_problem, name)
            if not problem:
                break
            words = f"{problem}\n{asked}"
        if not name:
            return
        try:
            path = await asyncio.to_thread(duplicate, entry, name)
        except (KernelspecError, OSError) as error:
            self._complain(str(error))
            await self._reload_if_gone([entry])
        else:
            self._say(f"Copied to {one_line(str(path))}. e edits it.")
            self.reload(path.name)
