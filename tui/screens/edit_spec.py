"""The dialog in which a kernelspec is edited: it joins the form with the file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.errors import KernelspecError
from tui.kernels.installing import check_display_name
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry
from tui.screens.spec_file import SpecFile, read_spec_file, sentence, stamp_of
from tui.stores.kernelspecs import parse_kernelspec
from tui.stores.kernelspecs.writing import write_spec
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.specs_forms.form_dialog import FormDialog
from tui.widgets.specs_forms.spec_form import SpecForm
from tui.widgets.specs_forms.written import SpecField, WrittenField, read, written
from tui.wire.message import Json

_NO_CONNECTION_FILE = (
    "No argument has {connection_file} in it: the kernel is not told where to connect."
)
_MENDED = "The file has another kind of value here: what stands here is written instead."


class EditSpecScreen(FormDialog[bool]):
    """Edits a kernelspec; the result tells whether the file was written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="edit_spec.save", priority=True),
        Binding("escape", "cancel", "Cancel", id="edit_spec.cancel"),
    ]

    def __init__(self, entry: SpecEntry) -> None:
        super().__init__()
        self._entry = entry
        where = clean(str(entry.path)) if entry.path is not None else clean(entry.provider)
        self._form = SpecForm(f"Edit {clean(entry.name)}", where)
        self._file = SpecFile()
        self._is_read = self._is_saving = False

    def pages(self) -> Iterable[Widget]:
        """The form."""
        return (self._form,)

    def on_mount(self) -> None:
        """Read the file."""
        self._begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be written is not saved."""
        return not (action == "save" and self._file.refusal)

    @work(name="read kernelspec", exit_on_error=False)
    async def _begin(self) -> None:
        await self._read()

    async def _read(self) -> None:
        # The texts of a large file take a while, too.
        file, fields = await asyncio.to_thread(_read_written, self._entry)
        self._file = file
        problem = file.problem
        if problem and not file.is_whole:
            problem += " Below is what can be read of it. Saving writes a new file;"
            problem += " the old one goes to the trash."
        words = "\n".join(filter(None, (file.refusal, problem)))
        self._form.fill(fields, words, can_save=not file.refusal)
        self._is_read = True
        self._validate()
        self.refresh_bindings()

    # Checking.

    def on_spec_form_changed(self, event: SpecForm.Changed) -> None:
        """Check what is typed."""
        event.stop()
        if self._is_read:
            self._validate()

    def _validate(self) -> list[SpecField]:
        """Say what is wrong with the fields, and answer which are."""
        wrong: list[SpecField] = []
        for field in SpecField:
            problem = hint = ""
            try:
                if not self._form.is_kept(field) or not self._file.is_whole:
                    hint = self._checked(field)
            except (ValueError, KernelspecError) as error:
                problem = sentence(str(error))
                wrong.append(field)
            self._form.say(field, problem, hint)
        return wrong

    def _checked(self, field: SpecField) -> str:
        """A hint on what is typed; raises `ValueError` or `KernelspecError` when it is wrong."""
        value = self._value(field)
        if field is SpecField.ARGV and not value:
            raise ValueError("A kernelspec needs the command that starts its kernel.")
        if field is SpecField.DISPLAY_NAME and isinstance(value, str):
            check_display_name(value)
        if field is SpecField.INTERRUPT_MODE and not value:
            raise ValueError("It has to be one of the two.")
        named = {} if value is None else {field.value: value}
        parse_kernelspec({"argv": ["-"], **named}, Path(self._entry.name))
        if field is SpecField.ARGV and isinstance(value, list):
            has_place = any("{connection_file}" in str(word) for word in value)
            if not has_place:
                return _NO_CONNECTION_FILE
        return _MENDED if self._form.is_mended(field) else ""

    def _value(self, field: SpecField) -> Json:
        return read(field, self._form.text(field))

    def _changes(self) -> Mapping[str, Json]:
        """What has to be written."""
        return {
            field.value: self._value(field)
            for field in SpecField
            if not self._form.is_kept(field) or not self._file.is_whole
        }

    # Saving and leaving.

    def on_spec_form_save_wanted(self, event: SpecForm.SaveWanted) -> None:
        """The button was pressed."""
        event.stop()
        self.action_save()

    def on_spec_form_cancel_wanted(self, event: SpecForm.CancelWanted) -> None:
        """The other button was pressed."""
        event.stop()
        self.action_cancel()

    def action_save(self) -> None:
        """Write what was changed, unless something is wrong with it."""
        if not self._is_read or self._is_saving or self._file.refusal:
            return
        if wrong := self._validate():
            self._form.go_to(wrong[0])
            self.app.bell()
            return
        if changes := self._changes():
            self._is_saving = True
            self._save(changes)
        else:
            self.dismiss(False)

    @work(name="save kernelspec", exit_on_error=False)
    async def _save(self, changes: Mapping[str, Json]) -> None:
        path = self._entry.path
        try:
            if path is None or not await self._may_write(path):
                return
            await asyncio.to_thread(write_spec, path, changes)
        except KernelspecError as error:
            self._form.complain(clean(str(error)))
        else:
            self.dismiss(True)
        finally:
            self._is_saving = False

    async def _may_write(self, path: Path) -> bool:
        """Whether the file is as it was read, or the user wants it to be written all the same."""
        stamp = await asyncio.to_thread(stamp_of, path)
        if stamp == self._file.stamp:
            return True
        what = "is gone" if stamp is None else "has been changed"
        choices = [
            Choice("write", "Write the fields changed here into it", "w"),
            Choice("read", "Read it again; what was typed here is lost", "r"),
            Choice("", "Go on editing", "c"),
        ]
        dialog = ChoiceDialog(
            f"{clean(str(path / 'kernel.json'))} {what} since it was read here.",
            choices,
            preselect=False,
        )
        answer = await self.app.push_screen_wait(dialog)
        if answer == "read":
            await self._read()
        return answer == "write"

    def action_cancel(self) -> None:
        """Leave; asked first when something was typed."""
        if self._form.is_changed and not self._file.refusal:
            self._ask_to_leave()
        else:
            self.dismiss(False)

    @work(name="leave kernelspec", exclusive=True, group="leave", exit_on_error=False)
    async def _ask_to_leave(self) -> None:
        choices = [
            Choice("save", "Save", "s"),
            Choice("discard", "Discard what was typed", "d"),
            Choice("", "Go on editing", "c"),
        ]
        words = f"{clean(self._entry.name)} has changes that are not saved."
        answer = await self.app.push_screen_wait(ChoiceDialog(words, choices, preselect=False))
        if answer == "save":
            self.action_save()
        elif answer == "discard":
            self.dismiss(False)


def _read_written(entry: SpecEntry) -> tuple[SpecFile, Mapping[SpecField, WrittenField]]:
    file = read_spec_file(entry)
    return file, {field: written(field, file.fields) for field in SpecField}
