"""Every text of the settings' screen is told apart from its ground, in every theme."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.settings_app import Console, config, go_to, opened, own, until
from tests.pilot.themed import AA, texts
from tui.stores.themes import builtin_names

__all__ = ["config"]

TRUE_COLOUR = [name for name in builtin_names() if name != "terminal"]
ENOUGH = {name: 7.0 if name.startswith("high-contrast") else AA for name in TRUE_COLOUR}


def faint(app: Console, least: float) -> set[str]:
    """What cannot be told apart well enough."""
    return {
        f"{each.text.strip()}: {each.contrast:.1f}" for each in texts(app) if each.contrast < least
    }


@pytest.mark.parametrize("size", [(100, 40), (60, 20)], ids=["wide", "narrow"])
async def test_every_text_is_told_apart_from_its_ground(
    config: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    own(config).write_text('{"Prompt": {"auto_close": false, "auto_indent": "x"}, "Promt": {}}')
    async with opened("--Prompt.auto_close=False", size=size) as (app, pilot):
        problems: dict[str, set[str]] = {}
        for theme in TRUE_COLOUR:
            app.show_theme(theme)
            for key in ("Prompt.auto_close", "Prompt.auto_indent", "Saving.autosave"):
                await go_to(app, pilot, key)
                await until(pilot, lambda: bool(texts(app)))
                problems.setdefault(theme, set()).update(faint(app, ENOUGH[theme]))
            await pilot.press("enter", "x")
            await pilot.pause()
            problems[theme].update(faint(app, ENOUGH[theme]))
            await pilot.press("escape", "slash")
            await pilot.pause()
            problems[theme].update(faint(app, ENOUGH[theme]))
            await pilot.press("tab")
        assert {theme: found for theme, found in problems.items() if found} == {}
