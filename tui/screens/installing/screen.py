"""The dialog in which a kernel is installed: what of, under which name, and how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.screens.installing.carrying_out import Installed, carry_out, look_at
from tui.screens.installing.picking import PickingDialog
from tui.screens.installing.subjects import Examined, OfKnown, Subject, examine, proposal
from tui.tasks import TaskOwner
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.specs_forms.install_form import InstallForm
from tui.widgets.specs_forms.output_page import Course, OutputPage
from tui.worker_failures import FAILURE


class Page(Enum):
    """What of the dialog is in view."""

    SOURCE = "source"
    FORM = "form"
    OUTPUT = "output"


class InstallScreen(PickingDialog):
    """Installs a kernel; the result is the name of its kernelspec, `""` when there is none.

    `opens` tells in the end whether the user wants the new kernel to be opened at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+enter", "run", "Install", id="install.run"),
        Binding("enter", "open", "Open", id="install.open"),
        Binding("escape", "stop", "Stop", id="install.stop"),
        Binding("escape", "close", "Close", id="install.close"),
        Binding("escape", "back", "Back", id="install.back"),
    ]

    def __init__(self, cwd: Path | None = None) -> None:
        """`cwd` is where environments are looked for first, by default where jtui runs."""
        super().__init__(cwd)
        self.opens = False
        self._form = InstallForm()
        self._output = OutputPage()
        self._page = Page.SOURCE
        self._subject: Subject | None = None
        self._tasks = TaskOwner("installing")
        self._examination: asyncio.Task[Examined] | None = None
        self._installation: asyncio.Task[None] | None = None
        self._installed: Installed | None = None

    def pages(self) -> Iterable[Widget]:
        """The three, of which one is in view."""
        return self._source, self._form, self._output

    def on_mount(self) -> None:
        """Show the first one."""
        self._show(Page.SOURCE)

    async def on_unmount(self) -> None:
        """Nothing goes on without the dialog."""
        await self._tasks.cancel()

    def _show(self, page: Page) -> None:
        self._page = page
        for each, widget in zip(Page, (self._source, self._form, self._output), strict=True):
            widget.display = each is page
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each page has keys of its own."""
        course = self._output.course
        is_running = course in (Course.RUNNING, Course.STOPPING)
        is_over = self._page is Page.OUTPUT and course is Course.DONE
        is_first = self._page is Page.SOURCE
        match action:
            case "run":
                return self._page is Page.FORM
            case "stop":
                return self._page is Page.OUTPUT and is_running
            case "open":
                return is_over and self._installed is not None and self._installed.is_openable
            case "close":
                return is_over or (is_first and not self.is_picking_environment)
            case "back":
                has_failed = self._page is Page.OUTPUT and course is Course.FAILED
                is_second = is_first and self.is_picking_environment
                return self._page is Page.FORM or has_failed or is_second
            case _:
                return True

    # Under which name.

    def begin(self, subject: Subject) -> None:
        """Show the form on what was picked."""
        self._subject = subject
        self._form.begin(proposal(subject))
        self._show(Page.FORM)
        self._form.take_focus()
        self._examine()

    def on_install_form_changed(self, event: InstallForm.Changed) -> None:
        """Look anew at what would be done."""
        event.stop()
        self._examine()

    def _examine(self) -> None:
        if self._examination is not None:
            self._examination.cancel()
        if self._subject is not None:
            self._examination = self._tasks.start(self._examined(self._subject), "examination")

    async def _examined(self, subject: Subject) -> Examined:
        """What would be done with what stands in the form now, which is shown, too."""
        names = self._form.name_typed, self._form.display_name_typed
        examined = await asyncio.to_thread(examine, subject, *names)
        self._form.judge(examined.verdict)
        return examined

    def on_install_form_install_wanted(self, event: InstallForm.InstallWanted) -> None:
        """The button was pressed."""
        event.stop()
        self.action_run()

    def on_install_form_cancel_wanted(self, event: InstallForm.CancelWanted) -> None:
        """The other button was pressed."""
        event.stop()
        self.dismiss("")

    def action_run(self) -> None:
        """Install it, after asking where something would be replaced."""
        if self._subject is not None and self._page is Page.FORM:
            self._ask_and_run(self._subject)

    @work(name="ask", exclusive=True, group="ask", exit_on_error=False)
    async def _ask_and_run(self, subject: Subject) -> None:
        examined = await self._examined(subject)
        if not examined.verdict.is_good:
            self.app.bell()
            return
        if examined.verdict.warning:
            choices = [Choice("install", "Install it", "i"), Choice("", "Cancel", "c")]
            dialog = ChoiceDialog(examined.verdict.warning, choices, preselect=False)
            if not await self.app.push_screen_wait(dialog):
                return
        self._show(Page.OUTPUT)
        self._output.begin(f"Installing {proposal(subject).title}")
        self._installation = self._tasks.start(self._install(subject, examined), "installation")
        self.refresh_bindings()

    # How it goes.

    async def _install(self, subject: Subject, examined: Examined) -> None:
        outcome = Course.FAILED, FAILURE
        try:
            paths = await carry_out(subject, examined, self._output.output.write)
            self._installed = await asyncio.to_thread(look_at, paths)
            outcome = Course.DONE, self._installed.words
        except KernelspecError as error:
            # The last lines of the command, which follow, stand right below.
            reason = clean(str(error), newlines=True).split("\n")[0]
            outcome = Course.FAILED, reason.removesuffix(" The last it wrote:")
        except asyncio.CancelledError:
            outcome = Course.FAILED, "Stopped. What had been installed by then is still there"
            raise
        finally:
            if self.is_mounted:
                self._output.tell(*outcome)
                self.refresh_bindings()

    def action_stop(self) -> None:
        """Stop the commands, after asking."""
        if self._output.course is Course.RUNNING:
            self._ask_to_stop()

    @work(name="stop", exclusive=True, group="stop", exit_on_error=False)
    async def _ask_to_stop(self) -> None:
        choices = [Choice("stop", "Stop it", "s"), Choice("", "Go on", "c")]
        words = "Stop the installation? The command that is running is ended."
        answer = await self.app.push_screen_wait(ChoiceDialog(words, choices, preselect=False))
        is_running = self._output.course is Course.RUNNING
        if answer and is_running and self._installation is not None:
            self._output.tell(Course.STOPPING, "Stopping")
            self._installation.cancel()

    def action_open(self) -> None:
        """Leave, and have the new kernel opened."""
        self.opens = True
        self.action_close()

    def action_close(self) -> None:
        """Leave, with the new kernel if there is one."""
        self.dismiss(self._installed.name if self._installed is not None else "")

    def action_back(self) -> None:
        """Go back to the page before."""
        if self._page is Page.OUTPUT:
            self._show(Page.FORM)
            self._form.take_focus()
            self._examine()
            return
        is_second = self._page is Page.FORM and isinstance(self._subject, OfKnown)
        self.pick_again(environment=is_second)
        self._show(Page.SOURCE)
        self._source.take_focus()
