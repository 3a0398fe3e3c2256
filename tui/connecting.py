"""What the application does to open kernels in tabs: the panel to pick one in, and attaching."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from tui.attaching import ConnectPage
from tui.errors import TransportError
from tui.kernels.endpoints import Endpoint, Engine, ServerAddress
from tui.kernels.questions import Answer, Question
from tui.kernels.session import KernelSession
from tui.managing import ManagingApp
from tui.model.kernelspec import KernelSpec
from tui.opening import SessionOpener
from tui.screens.console import ConsoleScreen
from tui.under_way import ProgressApp, Stopped

if TYPE_CHECKING:
    from tui.screens.connect.results import Picked, Surroundings
    from tui.screens.connect.screen import ConnectScreen


TYPING = 1.0
"""Seconds after a key in which somebody may still be typing."""


class ConnectingApp(ManagingApp, ProgressApp):
    """An application whose tabs are on kernels that are started here or attached to."""

    console_screen: ConsoleScreen
    _opener: SessionOpener
    last_input = 0.0
    """When the last key came, by the monotonic clock."""
    # Of two questions the second waits until the first is answered.
    _asking: asyncio.Lock | None = None

    # What an application does about it.

    async def open_session(self, session: KernelSession) -> None:
        """Have a session in a tab of its own, which comes into view."""
        raise NotImplementedError

    def nothing_picked(self) -> None:
        """The panel was left without a kernel."""
        raise NotImplementedError

    # The panel.

    async def action_new_tab(self) -> None:
        """Pick what to open in a new tab."""
        await self.pick(ConnectPage.NEW)

    async def action_attach(self) -> None:
        """Pick a kernel that runs on this computer."""
        await self.pick(ConnectPage.RUNNING)

    async def action_connect_server(self) -> None:
        """Pick a server and a kernel there."""
        await self.pick(ConnectPage.SERVERS)

    async def action_connect_ssh(self) -> None:
        """Pick a host and a kernel there."""
        await self.pick(ConnectPage.SSH)

    async def action_connect_engines(self) -> None:
        """Pick an engine of a cluster."""
        await self.pick(ConnectPage.ENGINES)

    async def pick(
        self, page: ConnectPage, text: str = "", address: ServerAddress | None = None
    ) -> None:
        """Open the panel on a page with a text typed, or with what is on a server."""
        # Keys wait meanwhile, and go where they are meant to.
        kind = await asyncio.to_thread(_screen_class)
        if isinstance(self.screen, kind):
            self.screen.show(page, text)
            return
        if self.screen.is_modal:
            self.bell()
            return
        screen = kind(self._surroundings(address), page, text)
        # Until it is there, so that what is typed next goes to it.
        await self.push_screen(screen, self._open_picked)

    def _surroundings(self, address: ServerAddress | None) -> Surroundings:
        from tui.screens.connect.results import Surroundings

        return Surroundings(self.startable_kernelspecs, self.ask, self._tabs_by_kernel(), address)

    def _tabs_by_kernel(self) -> Mapping[str, int]:
        """The places of tabs by the names of their connection files, or by their kernels' ids."""
        tabs: dict[str, int] = {}
        for place, pane in enumerate(self.console_screen.panes):
            transport = pane.session.transport
            if name := transport.connection_file:
                tabs.setdefault(Path(name).name, place)
            # On a server this is the resource of the kernel.
            _, on_server, kernel_id = transport.description.rpartition("/api/kernels/")
            if on_server and not transport.shares_files:
                tabs.setdefault(kernel_id, place)
                # A server of this computer has left a file for it here.
                tabs.setdefault(f"kernel-{kernel_id}.json", place)
        return tabs

    def _open_picked(self, picked: Picked | None) -> None:
        from tui.screens.connect.results import GoToTab

        match picked:
            case None:
                self.nothing_picked()
            case KernelSpec():
                self.open_spec(picked)
            case GoToTab():
                self.console_screen.show_tab(picked.index)
            case _:
                self.open_endpoint(picked)

    def open_endpoint(self, endpoint: Endpoint) -> None:
        """Attach to a kernel in a new tab."""
        self.run_worker(self._open_attached(endpoint), name="attach", exit_on_error=False)

    async def _open_attached(self, endpoint: Endpoint) -> None:
        attaching = self._opener.attach(endpoint, self.ask)
        try:
            if isinstance(endpoint, Engine):
                # It answers when it has nothing else to do, which may be seconds.
                words = f"Asking engine {endpoint.engine_id} to listen"
                session = await self.shown(words, attaching)
            else:
                session = await attaching
        except (TransportError, Stopped) as error:
            self.complain(str(error))
        else:
            await self.open_session(session)

    # Questions.

    @property
    def _types_for_prompt(self) -> bool:
        """Whether keys may be on their way that are for the prompt and must not be a password.

        In the panel a question is the answer to what was picked there.
        """
        is_recent = monotonic() - self.last_input < TYPING
        return is_recent and isinstance(self.screen, ConsoleScreen)

    async def ask(self, question: Question) -> Answer | None:
        """Ask the user what the way to a kernel needs to know, one question after the other."""
        from tui.widgets.dialogs.question import Given, QuestionDialog

        if self._asking is None:
            self._asking = asyncio.Lock()
        async with self._asking:
            dialog = QuestionDialog(
                question.title,
                question.text,
                is_secret=question.is_secret,
                choices=question.choices,
                keep_words=question.keep_words,
                waits_for_rest=self._types_for_prompt,
            )
            answered: asyncio.Future[Given | None] = asyncio.get_running_loop().create_future()

            def note(given: Given | None) -> None:
                if not answered.done():
                    answered.set_result(given)

            # By the application itself: who asks may be gone before the answer comes.
            self.call_later(self.push_screen, dialog, note)
            try:
                given = await answered
            finally:
                dialog.withdraw()
                # The keys of the answer were not for the prompt: a further question takes keys.
                self.last_input = 0.0
        return None if given is None else Answer(given.text, given.keep)


def _screen_class() -> type[ConnectScreen]:
    # 60 ms that no start waits for, and that the event loop does not have.
    from tui.screens.connect.screen import ConnectScreen

    return ConnectScreen
