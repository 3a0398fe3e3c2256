"""The screen of the settings: all of them, where each is from, changed and written at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from textual.app import ComposeResult
from textual.message import Message
from textual.screen import ModalScreen, Screen

from tui.config.effects import Effect
from tui.config.entering import shown, taken, value_of
from tui.config.standing import Reading, Standing, read_standing
from tui.errors import ConfigurationError
from tui.model.clean import clean
from tui.screens.settings.changing import Change, carry_out
from tui.screens.settings.telling import LEADING, cut, listing_of, overruled
from tui.tasks import TaskOwner
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.key_bar import KeyBar, hint_of, hints_of
from tui.widgets.settings import messages
from tui.widgets.settings.edit_row import Verdict
from tui.widgets.settings.panel import SettingsPanel

Judge = Callable[[str, Any], Verdict]
"""Says what is wrong with a value of a setting beyond its type, or what there is to know."""
PATIENCE = 2.0
"""Seconds that the screen stays for what is being written or read."""
_MOST_PROBLEMS = 3


class PickedValue(ChoiceDialog):
    """Asks for one of several values; the one in force is marked first."""

    def __init__(self, key: str, choices: Sequence[str], chosen: int) -> None:
        super().__init__(
            key,
            [Choice(str(n), word, str(n + 1)) for n, word in enumerate(choices)],
            preselect=chosen >= 0,
        )
        self._chosen = chosen

    def on_mount(self) -> None:
        """Mark the value in force."""
        from textual.widgets import OptionList

        if self._chosen >= 0:
            self.query_one(OptionList).highlighted = self._chosen


class SettingsScreen(ModalScreen[None], FullPanel[None]):
    """Fills the terminal.

    It posts `Changed` whenever the settings were read, and `LeadWanted` for those that are picked
    elsewhere, after which `reload` shows what has come of it.
    """

    LeadWanted: TypeAlias = messages.LeadWanted

    BLANK = True
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SettingsScreen {
        background: $background;
        layout: vertical;
        & > SettingsPanel { height: 1fr; }
    }
    """

    class Changed(Message):
        """The settings were read."""

        def __init__(self, reading: Reading) -> None:
            super().__init__()
            self.reading = reading

    def __init__(
        self, options: Sequence[str], this_run: MutableMapping[str, Any], judge: Judge
    ) -> None:
        """`options` are the words of the command line.

        What cannot be written is kept in `this_run`, by the names of the settings.
        """
        super().__init__()
        self._options = options
        self._this_run = this_run
        self._judge = judge
        self._panel = SettingsPanel(self._check)
        self._keys = KeyBar()
        self._tasks = TaskOwner("settings")
        # Changes are written and read one after the other.
        self._one = asyncio.Lock()
        self._reading: Reading | None = None
        self._undo: list[Change] = []

    def compose(self) -> ComposeResult:
        """The panel over the keys that work in it."""
        yield self._panel
        yield self._keys

    def on_mount(self) -> None:
        """Read, and follow which keys work."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)
        self._keys.more = hint_of(self.app.screen_stack[0], "app.help", "Keys")
        self.reload()

    async def on_unmount(self) -> None:
        """Nobody waits any more for what is read."""
        await self._tasks.cancel()

    @property
    def reading(self) -> Reading | None:
        """The settings as they were read last."""
        return self._reading

    # Reading.

    def reload(self) -> None:
        """Read command line and files again."""
        self._tasks.start(self._reload(), "read")

    async def _reload(self) -> None:
        async with self._one:
            await self._read()

    async def _read(self, problem: str = "") -> None:
        """Read and show, with a problem of what went before."""
        try:
            this_run = dict(self._this_run)
            reading = await asyncio.to_thread(read_standing, self._options, this_run)
        except ConfigurationError as error:
            self._panel.say(cut(str(error)))
            return
        self._reading = reading
        self._panel.show(listing_of(reading))
        self._panel.say(cut(problem) if problem else _problem_words(reading.problems))
        self.post_message(self.Changed(reading))

    def _standing(self, key: str) -> Standing | None:
        return self._reading.of(key) if self._reading is not None else None

    # Changing.

    def _check(self, key: str, text: str) -> Verdict:
        standing = self._standing(key)
        if standing is None:
            return Verdict()
        try:
            value = value_of(standing.setting, text)
        except ConfigurationError as error:
            return Verdict(clean(str(error)))
        verdict = self._judge(key, value)
        if not verdict.problem and not verdict.remark and standing.overruled_by:
            return Verdict("", overruled(standing))
        return verdict

    def on_step_wanted(self, event: messages.StepWanted) -> None:
        """Set the choice after the one in force when it is this change's turn."""
        event.stop()

        def step(standing: Standing) -> Change:
            choices = standing.setting.choices
            place = choices.index(standing.value) if standing.value in choices else -1
            return _setting_to(standing, choices[(place + 1) % len(choices)])

        self._start(event.key, step)

    def on_text_wanted(self, event: messages.TextWanted) -> None:
        """Set what was typed."""
        event.stop()
        if (standing := self._standing(event.key)) is None:
            return
        try:
            value = value_of(standing.setting, event.text)
        except ConfigurationError as error:
            self._panel.say(cut(str(error)))
        else:
            self._start(event.key, lambda now: _setting_to(now, value))

    def on_pick_wanted(self, event: messages.PickWanted) -> None:
        """Offer the choices."""
        event.stop()
        if (standing := self._standing(event.key)) is None:
            return
        choices = standing.setting.choices
        chosen = choices.index(standing.value) if standing.value in choices else -1

        def picked(answer: str | None) -> None:
            if answer:
                value = choices[int(answer)]
                self._start(event.key, lambda now: _setting_to(now, value))

        dialog = PickedValue(event.key, [cut(shown(each)) for each in choices], chosen)
        self.app.push_screen(dialog, picked)

    def on_reset_wanted(self, event: messages.ResetWanted) -> None:
        """Take a setting out of the file."""
        event.stop()
        section, _, name = event.key.partition(".")
        self._start(event.key, lambda _: Change(section, name, False))

    def on_undo_wanted(self, event: messages.UndoWanted) -> None:
        """Take the last change back."""
        event.stop()
        if self._undo:
            change = self._undo.pop()
            self._panel.can_undo = bool(self._undo)
            self._panel.select(change.key)
            self._start(change.key, lambda _: change, is_undo=True)

    def _start(
        self, key: str, change_of: Callable[[Standing], Change], *, is_undo: bool = False
    ) -> None:
        self._tasks.start(self._change(key, change_of, is_undo), "write")

    async def _change(
        self, key: str, change_of: Callable[[Standing], Change], is_undo: bool
    ) -> None:
        async with self._one:
            if (standing := self._standing(key)) is None:
                return
            change = change_of(standing)
            back, problem = await asyncio.to_thread(carry_out, change, standing, self._this_run)
            if back is not None and not is_undo:
                self._undo.append(back)
            self._panel.can_undo = bool(self._undo)
            await self._read(problem)
            if not problem and (now := self._standing(key)) is not None:
                self._tell(now)

    def _tell(self, standing: Standing) -> None:
        """Say what holds now, where that is not plain to see."""
        key = standing.setting.key
        if standing.overruled_by:
            self._panel.say(f"{key} is written, but {overruled(standing)}")
        elif standing.effect is not Effect.AT_ONCE:
            words = f"{key} is {cut(shown(standing.value), 60)} {standing.effect}."
            self.notify(words, timeout=5, markup=False)

    # Ways out.

    def on_lead_wanted(self, event: messages.LeadWanted) -> None:
        """Only settings that are picked elsewhere are passed on."""
        if event.key not in LEADING:
            event.stop()

    def on_read_wanted(self, event: messages.ReadWanted) -> None:
        """Read again."""
        event.stop()
        self.reload()

    def on_close_wanted(self, event: messages.CloseWanted) -> None:
        """Go away when all is written."""
        event.stop()
        self._tasks.start(self._close(), "close")

    async def _close(self) -> None:
        # A configuration file in Python may take for ever.
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._one:
                pass
        self.dismiss(None)

    # Keys.

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._keys.hints = hints_of(self)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        self.app.simulate_key(event.key)


def _setting_to(standing: Standing, value: object) -> Change:
    setting = standing.setting
    return Change(setting.section, setting.name, True, taken(setting, value))


def _problem_words(problems: Sequence[str]) -> str:
    shown_ones = [cut(each, 300) for each in problems[:_MOST_PROBLEMS]]
    more = len(problems) - len(shown_ones)
    return "\n".join([*shown_ones, *([f"and {more} more"] if more else [])])
