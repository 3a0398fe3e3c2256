"""What the application does about themes: the first one, the palette of them, edited files."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.terminal_theme import TerminalTheme
from textual import work
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import SystemModalScreen
from textual.theme import Theme
from textual.widget import Widget

from tui.config import Settings
from tui.errors import ConfigurationError
from tui.model.clean import clean
from tui.paths import user_themes_dir
from tui.render.highlight import SyntaxTheme
from tui.screens.console import ConsoleScreen
from tui.screens.themes import ThemeOffer, ThemePalette
from tui.stores.themes import (
    DEFAULT_THEME,
    SIXTEEN,
    Stamp,
    ThemeFile,
    builtin_names,
    choose_theme,
    load_themes,
    stamp_of,
    starting_themes,
)
from tui.terminal.colourless import Colourless
from tui.terminal.crash import CalmExit

_log = logging.getLogger(__name__)

TERMINAL_THEME = "terminal"
"""The theme that needs no other colours than the terminal's own sixteen."""

LOOK_EVERY = 1.0
"""Seconds between two looks at the user's theme files, while they are looked at."""


MOST_TOLD = 6
"""Problems with theme files that one notice has; more do not fit on a small screen."""


class ThemingApp(CalmExit[int]):
    """An application whose colours are in theme files, and that can do without any colour."""

    settings: Settings
    console_screen: ConsoleScreen

    def __init__(self, **options: Any) -> None:
        """As the toolkit's; the toolkit takes `NO_COLOR` out of the environment, here it stays."""
        # The toolkit's constructor reads the themes already.
        self._theme_files: dict[str, ThemeFile] = {}
        self._themes: dict[str, Theme] = {}
        self._wanted_theme = DEFAULT_THEME
        self._theme_problems: tuple[str, ...] = ()
        self._sixteen: tuple[ThemeFile, TerminalTheme] | None = None
        self._picks_theme = False
        self._follows_themes = False
        self._stamp_read = stamp_of()
        with _no_color_kept():
            super().__init__(**options)
        self._colourless = [Colourless()] if self.no_color else []

    def complain(self, problem: str) -> None:
        """Tell the user what went wrong."""
        raise NotImplementedError

    # The first theme.

    def load_themes(self) -> list[str]:
        """Take the theme of the settings, before the first frame; answers what is wrong."""
        self._wanted_theme = name = self._suitable(self.settings.theme)
        files, problems = starting_themes(name)
        theme, problem = choose_theme(files, name, builtin_names())
        self._take(files, problems)
        self.theme = theme.name
        self.stylesheet.set_variables(self.get_css_variables())
        # What is wrong with theme files is one thing to tell.
        told = ["\n".join(problems)] if problems else []
        return [*told, *([problem] if problem else [])]

    def _suitable(self, name: str) -> str:
        """The theme to begin with where `name` is set."""
        # Backgrounds that are not the terminal's own would all be marks without colours. With
        # sixteen colours those of the default theme become a few others that do not go together.
        few = self.console.color_system == "standard" and bool(os.environ.get("TERM"))
        return TERMINAL_THEME if self.no_color or (few and name == DEFAULT_THEME) else name

    def _take(self, files: Mapping[str, ThemeFile], problems: Sequence[str]) -> None:
        kept = self._theme_files.get(self.theme)
        self._theme_files = dict(files)
        if kept is not None and kept.name not in files:
            # It is broken now, or gone: it stays as it was until there is another.
            self._theme_files[kept.name] = kept
        self._themes = {name: textual_theme(file) for name, file in self._theme_files.items()}
        self._theme_problems = tuple(problems)

    # What the toolkit asks for.

    @property
    def available_themes(self) -> dict[str, Theme]:
        """jtui's own themes and the user's; the toolkit's have no colours for code."""
        # The toolkit asks for it dozens of times a frame.
        return self._themes or super().available_themes

    @property
    def ansi_theme(self) -> TerminalTheme:
        """The sixteen colours that what kernels write is drawn in."""
        file = self._theme_files.get(self.theme) if self._themes else None
        if file is None or len(file.output) < len(SIXTEEN):
            return super().ansi_theme
        # The toolkit asks for it several times a frame, and making one takes 0.3 ms.
        made = self._sixteen
        if made is None or made[0] is not file:
            made = self._sixteen = (file, _terminal_theme(file, self._themes[file.name]))
        return made[1]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The toolkit's filters, or the one that takes all colours away."""
        return self._colourless or super().get_line_filters()

    def _watch_theme(self, theme_name: str) -> None:
        super()._watch_theme(theme_name)
        if (file := self._theme_files.get(theme_name)) is not None:
            self.console_screen.set_syntax(SyntaxTheme.parse(file.syntax))
            self.call_next(self._tell_of_styles)
            self._follow()

    def _tell_of_styles(self) -> None:
        """Have every widget look at its styles once more, when those of its parts are new, too.

        The toolkit tells a widget of new styles just before it works out those of its parts.
        """
        for screen in self.screen_stack:
            if isinstance(screen, SystemModalScreen):
                # The toolkit leaves a palette as it was.
                self.stylesheet.update(screen)
            for node in screen.walk_children(with_self=True):
                node.notify_style_update()
                if isinstance(node, Widget):
                    node.refresh()

    # The palette.

    def search_themes(self) -> None:
        """Pick a theme in the palette; each is shown on the way."""
        if self.no_color:
            self.notify("NO_COLOR is set in the environment: jtui shows no colours.", markup=False)
        elif not isinstance(self.screen, ThemePalette):
            self._picks_theme = True
            self._follow()
            self.push_screen(ThemePalette(self.theme, self._offered, self.show_theme))

    async def _offered(self) -> list[ThemeOffer]:
        await self._read_all()
        names = sorted(self._theme_files, key=lambda name: (name != self.theme, name))
        return [ThemeOffer(name, _words(self._theme_files[name])) for name in names]

    def show_theme(self, name: str, *, chosen: bool = False) -> None:
        """Draw everything in a theme, if there is one of that name; a chosen one is kept."""
        if name not in self._theme_files:
            self._take(*load_themes())
        if name in self._theme_files:
            self.theme = name
        if chosen:
            self._wanted_theme = self.theme
            self._keep_theme(self.theme)

    def use_theme(self, name: str) -> str:
        """Draw in the theme that the settings name from now on; answers what is wrong, or `""`."""
        self._wanted_theme = wanted = self._suitable(name)
        if wanted not in self._theme_files:
            self._take(*load_themes())
        theme, problem = choose_theme(self._theme_files, wanted, builtin_names())
        self.theme = theme.name
        self._follow()
        return problem or ""

    def theme_kept(self, name: str, *, is_written: bool) -> None:
        """A theme was chosen, and written unless that failed."""

    def on_theme_palette_left(self, event: ThemePalette.Left) -> None:
        """Files that are not in use need not be looked at any more."""
        event.stop()
        self._picks_theme = False

    @work(name="theme", exclusive=True, group="keep theme", exit_on_error=False)
    async def _keep_theme(self, name: str) -> None:
        # What reads and writes configuration is not needed for the first frame.
        from tui.config.writing import write_setting
        from tui.kernelspec_cli.found import read_settings

        try:
            file = await asyncio.to_thread(write_setting, "JtuiApp", "theme", name)
            counts = (await asyncio.to_thread(read_settings)).theme
        except ConfigurationError as error:
            self.notify(
                clean(f"The theme is {name} until you leave. {error}"),
                severity="warning",
                markup=False,
            )
            self.theme_kept(name, is_written=False)
            return
        self.theme_kept(name, is_written=True)
        if counts == name:
            self.notify(clean(f"The theme is {name}; it is written in {file}."), markup=False)
        else:
            self.complain(
                f"{file} says {name} now, but a more important configuration file says {counts}."
            )

    # Files that are edited.

    def on_ready(self) -> None:
        """Look at the files from the start on, where the first theme is the user's."""
        self._follow()

    def _follow(self) -> None:
        """See to it that the files are looked at when there is a reason to."""
        if not self._follows_themes and self.is_running and self._has_reason:
            self._follows_themes = True
            self.run_worker(self._look_again(), name="themes", exit_on_error=False)

    @property
    def _has_reason(self) -> bool:
        used = self._theme_files.get(self.theme)
        own = used is not None and used.own
        return self._picks_theme or own or self._wanted_theme not in self._theme_files

    async def _look_again(self) -> None:
        while self._has_reason:
            # What was edited since it was read, be it before anybody looked, is read now.
            if await asyncio.to_thread(stamp_of) != self._stamp_read:
                await self._read_all()
            await asyncio.sleep(LOOK_EVERY)
        self._follows_themes = False

    async def _read_all(self) -> None:
        """Read every theme; what changed in the one in use is drawn, and what broke is told."""
        told, used = self._theme_problems, self._theme_files.get(self.theme)
        self._stamp_read, files, problems = await asyncio.to_thread(_themes_now)
        self._take(files, problems)
        if problems and problems != told:
            for problem in problems:
                _log.warning("%s", problem)
            text = _in_one_notice(problems)
            self.notify(text, title="Themes", severity="error", timeout=15, markup=False)
        if not self._picks_theme and self._wanted_theme in files:
            self.theme = self._wanted_theme
        if used is not None and self._theme_files[used.name] != used and self.theme == used.name:
            self.mutate_reactive(App.theme)


def _in_one_notice(problems: Sequence[str]) -> str:
    """As many as can be read at once, with the names of the files alone."""
    directory = f"{user_themes_dir()}{os.sep}"
    lines = [problem.removeprefix(directory) for problem in problems]
    if len(lines) > MOST_TOLD:
        lines[MOST_TOLD - 1 :] = [f"and {len(lines) - MOST_TOLD + 1} more: jtui doctor has all"]
    return clean("\n".join((f"In {user_themes_dir()}:", *lines)), newlines=True)


def _themes_now() -> tuple[Stamp, dict[str, ThemeFile], Sequence[str]]:
    """The stamp from before they were read, all themes, and what is wrong."""
    return stamp_of(), *load_themes()


def _words(file: ThemeFile) -> str:
    kind = "dark" if file.dark else "light"
    words = "the terminal's" if file.ansi else kind
    return f"{words}, yours" if file.own else words


@contextmanager
def _no_color_kept() -> Iterator[None]:
    """While it lasts an empty `NO_COLOR` is none; then the variable is as it was."""
    value = os.environ.get("NO_COLOR")
    if value == "":
        del os.environ["NO_COLOR"]
    try:
        yield
    finally:
        if value is not None:
            os.environ["NO_COLOR"] = value


def textual_theme(file: ThemeFile) -> Theme:
    """A theme as the toolkit wants it."""
    colors = file.colors
    return Theme(
        name=file.name,
        primary=colors["primary"],
        secondary=colors.get("secondary"),
        warning=colors.get("warning"),
        error=colors.get("error"),
        success=colors.get("success"),
        accent=colors.get("accent"),
        foreground=colors.get("foreground"),
        background=colors.get("background"),
        surface=colors.get("surface"),
        panel=colors.get("panel"),
        boost=colors.get("boost"),
        dark=file.dark,
        ansi=file.ansi,
        variables=dict(file.variables),
    )


def _terminal_theme(file: ThemeFile, theme: Theme) -> TerminalTheme:
    system = theme.to_color_system().generate()
    sixteen = [_rgb(file.output[name]) for name in SIXTEEN]
    ground, text = _rgb(system["background"]), _rgb(system["foreground"])
    return TerminalTheme(ground, text, sixteen[:8], sixteen[8:])


def _rgb(color: str) -> tuple[int, int, int]:
    return Color.parse(color).rgb
