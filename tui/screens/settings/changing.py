"""One change of a setting: written in the user's file, or, where that fails, for this run."""

from __future__ import annotations

from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tui.config.effects import Effect
from tui.config.standing import Standing
from tui.config.writing import remove_setting, write_setting, written_setting
from tui.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that is to have a value of JSON in the user's file, or to be absent there."""

    section: str
    name: str
    is_set: bool
    value: Any = None

    @property
    def key(self) -> str:
        """The whole name of the setting."""
        return f"{self.section}.{self.name}"


def carry_out(
    change: Change, standing: Standing, this_run: MutableMapping[str, Any]
) -> tuple[Change | None, str]:
    """Write a change; answers what takes it back, `None` if nothing, and what went wrong.

    What cannot be written holds for `this_run`, if it can be in force before the next start.
    Takes disk time.
    """
    was_set, before = False, None
    # What is wrong with the file is said where it is to be written.
    with suppress(ConfigurationError):
        was_set, before = written_setting(change.section, change.name)
    try:
        if change.is_set:
            write_setting(change.section, change.name, change.value)
        else:
            remove_setting(change.section, change.name)
    except ConfigurationError as error:
        return None, _only_now(change, standing, this_run, str(error))
    this_run.pop(change.key, None)
    if was_set == change.is_set and before == change.value:
        return None, ""
    return Change(change.section, change.name, was_set, before), ""


def _only_now(
    change: Change, standing: Standing, this_run: MutableMapping[str, Any], problem: str
) -> str:
    if not change.is_set:
        # What held for this run only can be taken back without a file.
        return "" if this_run.pop(change.key, _NOTHING) is not _NOTHING else problem
    if standing.effect is Effect.NEXT_START:
        return problem
    this_run[change.key] = change.value
    return f"{problem} It holds until you leave jtui."


_NOTHING = object()
