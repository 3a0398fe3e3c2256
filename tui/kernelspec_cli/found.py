"""The kernelspecs that the commands work on, and how they are named on the command line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches

from tui.config import Settings, SpecSettings
from tui.config.usual import usual_settings
from tui.errors import KernelspecError
from tui.history_cli.output import say
from tui.kernelspec_cli.stopping import run_async
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry
from tui.stores.kernelspecs import Kernelspecs
from tui.stores.kernelspecs.providing import SpecProvider, StartableSpecs
from tui.stores.kernelspecs.settings import list_allowed


@dataclass(frozen=True, slots=True)
class Found:
    """The user's settings, and all kernelspecs: of those with a name the one that counts first."""

    settings: Settings
    entries: tuple[SpecEntry, ...]

    def named(self, word: str) -> SpecEntry:
        """What a word of the command line means: the kernelspec of that name, or in a directory.

        Of several with a name it is the one that counts. Raises `KernelspecError`.
        """
        if "/" in word:
            path = os.path.abspath(os.path.expanduser(word))  # noqa: PTH100 PTH111 (links stay)
            found = [entry for entry in self.entries if str(entry.path) == path]
        else:
            found = [entry for entry in self.entries if entry.name == word.lower()]
        if not found:
            raise KernelspecError(f"There is no kernelspec {clean(word)}.{self._nearest(word)}")
        return found[0]

    def _nearest(self, word: str) -> str:
        near = get_close_matches(word.lower(), [entry.name for entry in self.entries], n=1)
        return f" Did you mean {near[0]}?" if near else ""


def find() -> Found:
    """Find all there are; what is wrong with the configuration is said, and goes before nothing.

    Takes disk time, and seconds where a class of the user's has to be asked.
    """
    settings = read_settings()
    for problem in settings.problems:
        say(problem)
    entries, problem = listed_kernelspecs(settings.kernelspecs)
    if problem:
        say(problem)
    return Found(settings, entries)


def read_settings() -> Settings:
    """The user's settings without any option."""
    if (usual := usual_settings([])) is not None:
        return usual[0]
    # 25 ms with traitlets, only needed where there is a configuration file.
    from tui.config.application import JtuiApp

    app = JtuiApp()
    app.initialize([])
    return app.settings()


def provided_kernelspecs(settings: SpecSettings) -> tuple[Kernelspecs, str]:
    """What may be started, with what the configured class provides; and a problem, or `""`.

    The problem is a cleaned sentence. Takes seconds; raises `Stopped` when a signal comes.
    """
    entries, problem = listed_kernelspecs(settings)
    return StartableSpecs.of(entries), problem


def listed_kernelspecs(settings: SpecSettings) -> tuple[tuple[SpecEntry, ...], str]:
    """All there are, with what a configured class provides; and a problem, a sentence, or `""`.

    Takes disk time, and seconds where a class has to be asked; raises `Stopped`.
    """
    entries = list_allowed(settings)
    if not settings.manager_class:
        return entries, ""
    provided = run_async(SpecProvider(settings).complete(entries))
    return provided.entries, provided.problem
