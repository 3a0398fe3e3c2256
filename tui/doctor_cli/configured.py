"""What is wrong with the names that a configuration has: of a theme, of keys, of a kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui.config import Settings
from tui.config.checking import nearest
from tui.model.spec_entry import SpecEntry
from tui.stores.themes import choose_theme, load_themes


def wrong_names(settings: Settings, entries: Sequence[SpecEntry]) -> Iterator[str]:
    """Sentences about themes, also those that are not used, keys, and the default kernel.

    Takes the time of reading all themes; where keys were changed, that of importing everything.
    """
    themes, problems = load_themes()
    yield from problems
    _, problem = choose_theme(themes, settings.theme)
    if problem:
        yield problem
    if settings.keymap:
        yield from _wrong_keys(settings)
    names = {entry.name for entry in entries}
    wanted = settings.default_kernel
    if wanted != Settings().default_kernel and wanted not in names:
        yield f"JtuiApp.default_kernel: there is no kernel {wanted}.{nearest(wanted, names)}"


def _wrong_keys(settings: Settings) -> tuple[str, ...]:
    from tui.app import every_command
    from tui.commands import EMACS_KEYMAP
    from tui.keymap import checked_keymap

    preset = EMACS_KEYMAP if settings.prompt.editing_mode == "emacs" else {}
    checked = checked_keymap(settings.keymap, every_command(), preset)
    return tuple(f"JtuiApp.keymap: {problem}" for problem in checked.problems)
