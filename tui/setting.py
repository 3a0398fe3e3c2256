"""What the application does about settings: the screen of them, and having changes in force."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants
from textual.binding import Binding, BindingType

from tui.config import Settings
from tui.kernels.session import KernelSession
from tui.keyed_app import KeyedApp
from tui.large_outputs import LargeOutputsApp
from tui.model.clean import clean
from tui.notices import NotifyingApp
from tui.opening import SessionOpener
from tui.picturing import PicturingApp
from tui.recording import HistoryRecorder
from tui.theming import ThemingApp

if TYPE_CHECKING:
    from tui.screens.settings.screen import SettingsScreen
    from tui.widgets.settings.edit_row import Verdict


class SettingApp(KeyedApp, ThemingApp, PicturingApp, NotifyingApp, LargeOutputsApp):
    """An application whose settings can be changed while it runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f11", "settings", "Settings", id="settings.open", priority=True, show=False),
    ]

    _recorder: HistoryRecorder | None
    _last_settings_screen: SettingsScreen | None = None
    _values_of_this_run: dict[str, Any] | None = None

    def new_recorder(self) -> HistoryRecorder:
        """What keeps inputs, as the settings say."""
        raise NotImplementedError

    def end_recorder(self, recorder: HistoryRecorder) -> None:
        """Have what it has noted written; it notes no more."""
        raise NotImplementedError

    @property
    def open_sessions(self) -> Iterable[KernelSession]:
        """The sessions whose end has not begun."""
        raise NotImplementedError

    # The screen.

    async def action_settings(self) -> None:
        """Show all settings, and have them changed."""
        # Keys wait meanwhile, and go where they are meant to.
        kind = await asyncio.to_thread(_screen_class)
        if self._settings_screen is None:
            screen = kind(self.settings.options, self._this_run, self._judge)
            self._last_settings_screen = screen
            await self.push_screen(screen)

    @property
    def _this_run(self) -> dict[str, Any]:
        """What could not be written, by the names of the settings."""
        if self._values_of_this_run is None:
            self._values_of_this_run = {}
        return self._values_of_this_run

    @property
    def _settings_screen(self) -> SettingsScreen | None:
        screen = self._last_settings_screen
        return screen if screen in self.screen_stack else None

    def on_settings_screen_changed(self, event: SettingsScreen.Changed) -> None:
        """Have in force what the files say now."""
        event.stop()
        self.apply_settings(self.settings, event.reading.settings)

    def on_lead_wanted(self, event: SettingsScreen.LeadWanted) -> None:
        """Show the themes, which are picked where they can be seen."""
        event.stop()
        if event.key == "JtuiApp.theme":
            self.search_themes()

    def theme_kept(self, name: str, *, is_written: bool) -> None:
        """Show in the screen of the settings that another theme was chosen."""
        if is_written:
            self._this_run.pop("JtuiApp.theme", None)
        else:
            self._this_run["JtuiApp.theme"] = name
        if (screen := self._settings_screen) is not None:
            screen.reload()

    def _judge(self, key: str, value: Any) -> Verdict:
        """Say of a keymap whether its names and keys are right, and which keys it hides."""
        from tui.keymap import checked_keymap
        from tui.widgets.settings.edit_row import Verdict

        if key != "JtuiApp.keymap":
            return Verdict()
        checked = checked_keymap(value, self.commands(), self.preset)
        said = clean(checked.problems[0]) if checked.problems else ""
        said = f"{said[:1].upper()}{said[1:]}"
        return Verdict(said) if len(checked.keymap) < len(value) else Verdict("", said)

    # Changes.

    def take_motion(self) -> None:
        """Move things by steps, or not, as the settings say; so may the toolkit's own variable."""
        still = self.settings.reduced_motion
        self.animation_level = "none" if still else constants.TEXTUAL_ANIMATIONS

    def apply_settings(self, old: Settings, new: Settings) -> None:
        """Have the `new` settings in force in all tabs, as far as that can be without a start."""
        self.settings = replace(
            new,
            kernels=old.kernels,
            notebooks=old.notebooks,
            attach=old.attach,
            options=old.options,
            debug=old.debug,
            log_file=old.log_file,
        )
        if new.theme != old.theme and (problem := self.use_theme(new.theme)):
            self.complain(problem)
        self._default_kernel = new.default_kernel
        self.take_motion()
        if new.kernelspecs != old.kernelspecs:
            self._provider = None
        self._apply_to_kernels(old, new)
        self._apply_to_panes(old, new)
        self._apply_to_history(old, new)
        if new.saving != old.saving:
            self.take_autosave()
        if new.notices != old.notices:
            for session in self.open_sessions:
                if new.notices.after > 0:
                    self.follow_work(session)
                else:
                    self.leave_work(session)

    def _apply_to_kernels(self, old: Settings, new: Settings) -> None:
        if new.kernel == old.kernel and new.transcript.output_cap == old.transcript.output_cap:
            return
        self._opener = SessionOpener(self.settings)
        for session in self.open_sessions:
            # What a transcript keeps was decided when it was begun.
            cap = session.settings.output_cap
            session.settings = replace(self._opener.session_settings, output_cap=cap)

    def _apply_to_panes(self, old: Settings, new: Settings) -> None:
        panes = self.console_screen.panes
        for pane in panes:
            pane.set_typing_aids(new.prompt)
            pane.view.show_elapsed_after(new.transcript.show_elapsed_after)
        if new.transcript.images != old.transcript.images:
            self.change_pictures()
        if new.keymap != old.keymap or new.prompt.editing_mode != old.prompt.editing_mode:
            self._change_keys(old, new)

    def _change_keys(self, old: Settings, new: Settings) -> None:
        if new.prompt.editing_mode != old.prompt.editing_mode:
            # What the palette had chosen for this run is over.
            self._mode = None
        for problem in self.take_keymap():
            self.notify(clean(problem, newlines=True), severity="warning", markup=False)
        for pane in self.console_screen.panes:
            self.set_keys(pane.editor)
        for session in self.open_sessions:
            self.name_keys(session)

    def _apply_to_history(self, old: Settings, new: Settings) -> None:
        recorder, self.console_screen.keeps_history = self._recorder, new.history.store
        if recorder is not None and not new.history.store:
            for session in self.open_sessions:
                recorder.leave(session)
            self._recorder = None
            self.end_recorder(recorder)
        elif recorder is None and new.history.store:
            self._recorder = self.new_recorder()
            for session in self.open_sessions:
                # What was entered meanwhile was not to be kept.
                self._recorder.follow(session, only_new=True)
        elif recorder is not None and new.history.ignore != old.history.ignore:
            recorder.ignore(new.history.ignore)


def _screen_class() -> type[SettingsScreen]:
    # 40 ms, most of them for traitlets, that neither a start nor the event loop has.
    from tui.screens.settings.screen import SettingsScreen

    return SettingsScreen
