"""The page of kernelspecs: a new kernel is started here."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence

from tui.model.kernelspec import KernelSpec
from tui.screens.connect.listed import ListedPage, PageHost, one_line
from tui.stores.kernelspecs import EMBEDDED
from tui.stores.used_places import used_places
from tui.tasks import TaskOwner
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Tone
from tui.widgets.specs.telling import Look, TellingLine


class NewKernels(ListedPage):
    """Kernelspecs, those used last first; what is typed before they were read counts."""

    title = "New kernel"
    noun = "kernelspec"
    placeholder = "New tab: which kernel? Enter starts it."
    columns = (
        Column("kernel", 12, 40, 0),
        Column("name", 8, 30, 1),
        Column("language", 6, 16, 2),
    )

    def __init__(self, host: PageHost, tasks: TaskOwner) -> None:
        super().__init__(host, tasks)
        self._specs: dict[str, KernelSpec] = {}

    async def read(self) -> None:
        """Find the kernelspecs that may be started."""
        found, problem = await self.host.surroundings.read_kernelspecs()
        used = await asyncio.to_thread(used_places, "kernels")
        age = {name: place for place, name in reversed(list(enumerate(used)))}
        names = sorted(
            found.specs, key=lambda name: (age.get(name, len(used)), name != EMBEDDED, name)
        )
        self._specs = {name: found.specs[name] for name in names}
        self.problem = one_line(problem)
        self.set_rows([_row(name, spec) for name, spec in self._specs.items()])

    @property
    def keeps_enter(self) -> bool:
        """Enter counts as soon as there is a list, also where reading has yet to begin."""
        return self.is_reading or not self.has_begun

    def empty_words(self) -> Sequence[str]:
        """How to get a kernel."""
        return (
            "There is no kernelspec on this machine, and so no kernel to start.",
            "",
            "F4, once this is closed, installs one: of a Python environment, or for another"
            " language. Tab goes to kernels that run already.",
        )

    def details(self, key: str) -> Sequence[TellingLine]:
        """What the kernelspec says."""
        spec = self._specs.get(key)
        if spec is None:
            return ()
        lines = [
            TellingLine("", one_line(spec.display_name), Look.TITLE),
            TellingLine("name", one_line(spec.name)),
            TellingLine("language", one_line(spec.language)),
            TellingLine("command", one_line(shlex.join(spec.argv))),
        ]
        if spec.resource_dir is not None:
            lines.append(TellingLine("path", one_line(str(spec.resource_dir))))
        return lines

    def open(self, key: str, text: str) -> None:
        """Start it."""
        if (spec := self._specs.get(key)) is not None:
            self.host.finish(spec)


def _row(name: str, spec: KernelSpec) -> ConnectRow:
    cells = (one_line(spec.display_name), one_line(spec.name), one_line(spec.language))
    return ConnectRow(name, cells, " ".join(cells).lower(), (Tone.PLAIN, Tone.QUIET, Tone.QUIET))
