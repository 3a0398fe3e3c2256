"""What the application does where the first tab is to be picked, or a kernel to be installed."""

from __future__ import annotations

import asyncio
import logging

from textual import work

from tui.attaching import ConnectPage, Wanted
from tui.connecting import ConnectingApp
from tui.kernels.session import KernelSession
from tui.stores.used_places import note_place, used_places
from tui.widgets.dialogs.choice import Choice, ChoiceDialog

_log = logging.getLogger(__name__)

NO_KERNEL = (
    "There is no kernel on this machine that could be started.\n\n"
    "jtui can install ipykernel into a Python environment that it finds here, or the kernel of"
    " another language. What is installed and cannot be started is told by: jtui kernelspec check"
)


class FirstTabApp(ConnectingApp):
    """An application that begins with a choice where nothing says what to open."""

    _noting: asyncio.Lock | None = None

    async def pass_on_early(self) -> None:
        """There is something to type in: give it what was typed before."""
        raise NotImplementedError

    def forget_early(self) -> None:
        """What was typed before cannot be meant for what is there now."""
        raise NotImplementedError

    @work(name="first tab", exit_on_error=False)
    async def pick_first(self, wanted: Wanted) -> None:
        """Have the first tab picked; who picks none has nothing to stay for."""
        if wanted.installs:
            await self._install_first()
        elif wanted.page is not None:
            # What a server has is listed at once; its address would filter that.
            text = "" if wanted.address is not None else wanted.text
            await self.pick(wanted.page, text, wanted.address)
            await self.pass_on_early()

    async def _install_first(self) -> None:
        """Offer to install a kernel, until there is one or the user wants none."""
        from tui.screens.installing.screen import InstallScreen

        choices = [
            Choice("install", "Install a kernel", "i"),
            Choice("attach", "Attach to a kernel that runs, here or elsewhere", "a"),
            Choice("", "Quit", "q"),
        ]
        self.forget_early()
        while answer := await self.push_screen_wait(ChoiceDialog(NO_KERNEL, choices)):
            if answer == "attach":
                await self.pick(ConnectPage.RUNNING)
                return
            name = await self.push_screen_wait(InstallScreen())
            if name and (spec := await self.installed(name)) is not None:
                self.open_spec(spec)
                return
        self.nothing_picked()

    # The kernels that were used.

    async def note_used(self, session: KernelSession) -> None:
        """Remember the kernelspec of a session, if its kernel was started here, as used last."""
        if not session.transport.owns_kernel:
            return
        if self._noting is None:
            self._noting = asyncio.Lock()
        async with self._noting:
            try:
                await asyncio.to_thread(_note_kernel, session.spec.name)
            except OSError as error:
                _log.warning("the kernel used last could not be noted: %s", error)


def _note_kernel(name: str) -> None:
    if used_places("kernels")[:1] != [name]:
        note_place("kernels", name)
