"""What the application does for the kernelspec manager: opening it, and what it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tui.awaiting import AwaitedKernel
from tui.config import Settings, SpecSettings
from tui.config.default_kernel import write_default_kernel
from tui.errors import ConfigurationError, KernelspecError
from tui.external_editor import EditorError, ExternalEditor
from tui.kernels.launch import LaunchSettings
from tui.kernels.launched import Launch
from tui.kernels.session import KernelSession
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.opening import SessionOpener
from tui.stores.kernelspecs import Kernelspecs, find_kernelspecs
from tui.terminal.crash import CalmExit
from tui.wire.events import NoticeKind

if TYPE_CHECKING:
    from tui.screens.kernelspecs.messages import (
        DefaultWanted,
        EditFileWanted,
        EditWanted,
        InstallWanted,
        SpecStart,
    )
    from tui.screens.kernelspecs.screen import KernelspecsScreen
    from tui.screens.kernelspecs.trials import Trials
    from tui.stores.kernelspecs.providing import SpecProvider


class ManagingApp(CalmExit[int]):
    """An application with a kernelspec manager; what it imports is imported with the first F4."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f4", "kernelspecs", "Kernelspecs", id="kernelspecs.open", priority=True, show=False
        ),
    ]

    settings: Settings
    _editor: ExternalEditor
    _opener: SessionOpener
    _default_kernel: str
    _trials: Trials | None = None
    _provider: SpecProvider | None = None

    def kernelspec_found(self, session: KernelSession) -> None:
        """The kernelspec of a session is another one from now on."""
        raise NotImplementedError

    def adopted(self, launched: Launch | AwaitedKernel) -> KernelSession:
        """A session on a kernel that was started before the screen, or waits for its class."""
        if isinstance(launched, Launch):
            return self._opener.adopt(launched)

        async def find() -> KernelSpec:
            provider = self.settings.kernelspecs.manager_class
            session.tell(NoticeKind.INFO, clean(f"Asking {provider} for its kernels…"))
            found, problem = await self.startable_kernelspecs()
            if problem:
                session.tell(NoticeKind.WARNING, problem)
            spec, problem = launched.choose(found)
            if problem:
                session.tell(NoticeKind.WARNING, clean(problem))
            session.spec = spec
            self.kernelspec_found(session)
            return spec

        session = self._opener.awaited(launched.name, find)
        return session

    def open_spec(self, spec: KernelSpec) -> None:
        """Start a kernel in a new tab."""
        raise NotImplementedError

    def tabs_by_kernel(self) -> Mapping[str, Sequence[str]]:
        """The titles of the tabs on each kernelspec, by its name."""
        raise NotImplementedError

    def complain(self, problem: str) -> None:
        """Tell the user what went wrong."""
        raise NotImplementedError

    @property
    def spec_provider(self) -> SpecProvider:
        """What asks the configured class, the same for all who want to know."""
        if self._provider is None:
            # 15 ms, which no start waits for.
            from tui.stores.kernelspecs.providing import SpecProvider

            self._provider = SpecProvider(self.settings.kernelspecs)
        return self._provider

    async def startable_kernelspecs(self) -> tuple[Kernelspecs, str]:
        """The kernelspecs that may be started, and what kept a configured class from being asked.

        With a class this takes as long as that does.
        """
        settings = self.settings.kernelspecs
        if settings == SpecSettings(files=settings.files):
            return await asyncio.to_thread(find_kernelspecs), ""
        from tui.stores.kernelspecs.providing import StartableSpecs
        from tui.stores.kernelspecs.settings import list_allowed

        entries = await asyncio.to_thread(list_allowed, settings)
        provided = await self.spec_provider.complete(entries)
        return StartableSpecs.of(provided.entries), provided.problem

    async def installed(self, name: str) -> KernelSpec | None:
        """A kernelspec just installed; `None`, and why is told, if it cannot be started."""
        try:
            found, _ = await self.startable_kernelspecs()
            return found.get(name)
        except KernelspecError as error:
            self.complain(str(error))
            return None

    async def action_kernelspecs(self) -> None:
        """Browse, check, install and remove kernelspecs."""
        # Keys wait meanwhile, and go where they are meant to.
        screen_class, trials_class = await asyncio.to_thread(_classes)
        encryption = self.settings.kernel.transport_encryption
        if self._trials is None:
            self._trials = trials_class(LaunchSettings(transport_encryption=encryption))
        screen = screen_class(
            self._trials,
            self.settings.kernelspecs,
            self._default_kernel,
            self.tabs_by_kernel(),
            self.spec_provider,
        )
        await self.push_screen(screen, self._start_managed)

    def _start_managed(self, start: SpecStart | None) -> None:
        if start is not None:
            self.open_spec(start.spec)

    async def end_trials(self) -> None:
        """End the kernels that are being tried."""
        if self._trials is not None:
            await self._trials.cancel()

    @property
    def _manager(self) -> KernelspecsScreen | None:
        from tui.screens.kernelspecs.screen import KernelspecsScreen

        open_ones = (each for each in self.screen_stack if isinstance(each, KernelspecsScreen))
        return next(open_ones, None)

    def on_kernelspecs_screen_install_wanted(self, event: InstallWanted) -> None:
        """Install a kernel."""
        event.stop()
        self._install()

    @work(name="install", exit_on_error=False)
    async def _install(self) -> None:
        from tui.screens.installing.screen import InstallScreen
        from tui.screens.kernelspecs.messages import SpecStart

        dialog = InstallScreen()
        name = await self.push_screen_wait(dialog)
        if not name or (manager := self._manager) is None:
            return
        manager.reload(name)
        if not dialog.opens:
            return
        if (spec := await self.installed(name)) is not None:
            manager.dismiss(SpecStart(name, spec))

    def on_kernelspecs_screen_edit_wanted(self, event: EditWanted) -> None:
        """Edit a kernelspec in a form."""
        event.stop()
        self._edit(event)

    @work(name="edit", exit_on_error=False)
    async def _edit(self, event: EditWanted) -> None:
        from tui.screens.edit_spec import EditSpecScreen

        if await self.push_screen_wait(EditSpecScreen(event.entry)) and self._manager is not None:
            self._manager.reload(event.entry.name)

    def on_kernelspecs_screen_edit_file_wanted(self, event: EditFileWanted) -> None:
        """Edit a kernel.json in the user's editor."""
        event.stop()
        self._edit_file(event.path)

    @work(name="edit", exit_on_error=False)
    async def _edit_file(self, path: Path) -> None:
        from tui.screens.kernelspecs.file_editing import edit_file

        try:
            is_written = await edit_file(path.parent, self._editor.open, self._may_go_on)
        except (EditorError, KernelspecError, OSError) as error:
            self.complain(f"{path} was not edited. {error}")
            return
        if not is_written:
            self.notify("Nothing was changed.", markup=False)
        elif self._manager is not None:
            self._manager.file_edited(path)

    async def _may_go_on(self, problem: str) -> bool:
        from tui.widgets.dialogs.choice import Choice, ChoiceDialog

        choices = [Choice("edit", "Go on editing", "e"), Choice("", "Give up", "g")]
        return await self.push_screen_wait(ChoiceDialog(problem, choices)) == "edit"

    def on_kernelspecs_screen_default_wanted(self, event: DefaultWanted) -> None:
        """Have a kernel opened where none is named."""
        event.stop()
        self._set_default(event.name)

    @work(name="default kernel", exit_on_error=False)
    async def _set_default(self, name: str) -> None:
        from tui.kernelspec_cli.found import read_settings

        try:
            path = await asyncio.to_thread(write_default_kernel, name)
            settings = await asyncio.to_thread(read_settings)
        except ConfigurationError as error:
            self.complain(str(error))
            return
        self._default_kernel = settings.default_kernel
        if self._manager is not None:
            self._manager.default_name = settings.default_kernel
        if settings.default_kernel != name:
            self.complain(
                f"{path} says so now, but a more important configuration file says"
                f" {settings.default_kernel}."
            )
        elif settings.kernels != (name,):
            words = f"{name} is the default kernel now; it is written in {path}."
            opened = f"JtuiApp.kernels is set as well: jtui opens {', '.join(settings.kernels)}."
            self.notify(clean(f"{words} {opened}"), severity="warning", markup=False)
        else:
            words = f"jtui opens {name} from now on; it is written in {path}."
            self.notify(clean(words), markup=False)


def _classes() -> tuple[type[KernelspecsScreen], type[Trials]]:
    # 55 ms that no start waits for, and that the event loop does not have.
    from tui.screens.kernelspecs.screen import KernelspecsScreen
    from tui.screens.kernelspecs.trials import Trials

    return KernelspecsScreen, Trials
