"""Which representation of real kernels' bundles is shown first."""

from __future__ import annotations

import pytest

from tests.unit.render.bundles import JULIA, PYTHON, WIDGET, R
from tests.unit.render.texts import all_rows, shown
from tui.model.outputs import DisplayOutput
from tui.render.mime import display_text, representations
from tui.render.palette import Palette
from tui.render.registry import drawing_of
from tui.wire.message import Json

ALL = {
    f"{kernel}: {name}": bundle
    for kernel, bundles in {"Python": PYTHON, "R": R, "Julia": JULIA}.items()
    for name, bundle in bundles.items()
}
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize(("data", "first"), ALL.values(), ids=list(ALL))
def test_what_reads_best_comes_first(data: dict[str, Json], first: str) -> None:
    found = representations(data)
    assert found[0] == first
    assert len(found) == len(set(found))


def test_a_widget_is_its_words_and_a_note() -> None:
    bar = "  0%|          | 0/3 [00:00<?, ?it/s]"
    data: dict[str, Json] = {"text/plain": bar, VIEW: WIDGET}
    assert representations(data) == ()
    rows = shown(all_rows(drawing_of(DisplayOutput(data, {}), Palette()), 100))
    assert rows == [f"{bar} [a widget, which a terminal cannot operate]"]
    assert "a widget" in display_text({VIEW: WIDGET}, {})


def test_what_nothing_is_known_of_is_described() -> None:
    data: dict[str, Json] = {
        "text/plain": "<IPython.core.display.Javascript object>",
        "application/javascript": "alert(1)",
    }
    assert representations(data) == ()
    assert display_text(data, {}) == "[JavaScript, which a terminal does not run]"


def test_a_bundle_that_draws_nothing_takes_no_row() -> None:
    # So rich ends its live displays.
    data: dict[str, Json] = {"text/plain": "", "text/html": "<pre></pre>\n"}
    assert all_rows(drawing_of(DisplayOutput(data, {}), Palette()), 80) == []


def test_colours_of_plain_words_are_kept() -> None:
    data, _ = PYTHON["printed by rich"]
    (row,) = all_rows(drawing_of(DisplayOutput(data, {}), Palette()), 80)
    assert row.text == "hi there"
    style = row.content[0].style
    assert style is not None
    assert style.bold
    assert style.color is not None
