"""Where each setting stands: what is in force, and which file or option has the last word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from traitlets.config import Config

from tui.config import Settings
from tui.config.application import JtuiApp, described_settings
from tui.config.described import Setting, SettingsSection
from tui.config.effects import Effect, effect_of
from tui.config.usual import config_file_places
from tui.config.writing import own_file


class Origin(StrEnum):
    """What a value is from."""

    DEFAULT = "default"
    FILE = "file"
    COMMAND_LINE = "command line"
    THIS_RUN = "this run"


@dataclass(frozen=True, slots=True)
class Standing:
    """One setting, with the value of JSON that is in force and where that is from.

    `file` has set it, `None` if none has. `is_written` says whether the user's own file has it,
    `overruled_by` what else would count more than that file: a path, an option, or `""`.
    `problem` is a sentence about what a file says of it, not cleaned.
    """

    setting: Setting
    value: Any
    origin: Origin = Origin.DEFAULT
    file: Path | None = None
    is_written: bool = False
    overruled_by: str = ""
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether something else is in force than by default."""
        return self.origin is not Origin.DEFAULT and bool(self.value != self.setting.default)

    @property
    def effect(self) -> Effect:
        """From when on a change is in force."""
        return effect_of(self.setting.key)


@dataclass(frozen=True, slots=True)
class Reading:
    """All settings as they stand, by section, and as plain data.

    `file` is the one that is written; `problems` are sentences about what files say wrongly, not
    cleaned.
    """

    settings: Settings
    sections: tuple[tuple[SettingsSection, tuple[Standing, ...]], ...]
    file: Path

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about what is wrong in the files, not cleaned."""
        return self.settings.problems

    def of(self, key: str) -> Standing:
        """The standing of a setting by its name; raises `KeyError`."""
        for _, standings in self.sections:
            for each in standings:
                if each.setting.key == key:
                    return each
        raise KeyError(key)


def read_standing(
    options: Sequence[str] = (), for_this_run: Mapping[str, Any] | None = None
) -> Reading:
    """Read the command line's `options` and all files anew.

    `for_this_run` has values that count more than all those, by names as in `Prompt.auto_close`.
    Takes disk time, and runs configuration files in Python. Raises `ConfigurationError` when a
    file that is named in the options is not there any more.
    """
    app = JtuiApp()
    app.initialize(options)
    this_run = for_this_run or {}
    given = Config()
    for key, value in this_run.items():
        section, _, name = key.partition(".")
        given[section][name] = value
    app.update_config(given)
    judge = _Judge(app, this_run)
    sections = tuple(
        (section, tuple(judge.standing(each) for each in section.settings))
        for section in described_settings()
    )
    return Reading(app.settings(), sections, judge.own)


class _Judge:
    """Says of each setting what has the last word."""

    def __init__(self, app: JtuiApp, this_run: Mapping[str, Any]) -> None:
        self._app = app
        self._this_run = this_run
        self._problems = app.settings().problems
        self.own = own_file()
        places = config_file_places(app.config_file_paths, app.config_file_name)
        after = places.index(self.own) + 1 if self.own in places else len(places)
        self._more_important = frozenset(places[after:])
        self._only = str(app.config_file)

    def standing(self, setting: Setting) -> Standing:
        key = setting.key
        setters = self._app.setters.get(key, ())
        file = setters[-1] if setters else None
        is_option = setting.name in self._app.cli_config.get(setting.section, {})
        if key in self._this_run:
            origin = Origin.THIS_RUN
        elif is_option:
            origin = Origin.COMMAND_LINE
        else:
            origin = Origin.DEFAULT if file is None else Origin.FILE
        value = plain(self._app.value_of(setting.section, setting.name))
        mark = f": {key}: "
        return Standing(
            setting,
            value,
            origin,
            file,
            self.own in setters,
            self._overruling(is_option, setters),
            next((each for each in self._problems if mark in each), ""),
        )

    def _overruling(self, is_option: bool, setters: Sequence[Path]) -> str:
        if is_option:
            return "the command line"
        if self._only and Path(self._only).expanduser() != self.own:
            return f"--config {self._only}"
        return next((str(each) for each in setters if each in self._more_important), "")


def plain(value: object) -> Any:
    """A setting's value as JSON has it: sets sorted."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
