"""Pages for the browser, and figures in HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.plots.embedded import embedded_plot
from tui.render.plots.page import browser_page
from tui.render.plots.types import PLOTLY, embeds_plot
from tui.wire.message import Json

LITE = "application/vnd.vegalite.v5+json"


class Scripts(HTMLParser):
    """The scripts of a page as a browser takes it apart."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.sources: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts.append("")
        self.sources += [value or "" for name, value in attrs if name == "src"]

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def parsed(page: str | None) -> Scripts:
    assert page is not None
    scripts = Scripts()
    scripts.feed(page)
    return scripts


def value_in(page: str | None) -> Json:
    scripts = parsed(page)
    texts = [text for text in scripts.texts if text.startswith(("{", "[", '"', "null"))]
    result: Json = json.loads(texts[0])
    return result


@pytest.mark.parametrize(
    ("mime", "sources"),
    [
        (PLOTLY, ["plotly-3"]),
        (LITE, ["vega@5", "vega-lite@5", "vega-embed@6"]),
        ("application/vnd.vegalite.v6+json", ["vega@6", "vega-lite@6", "vega-embed@7"]),
        ("application/vnd.vegalite.v99+json", ["vega@6", "vega-lite@6", "vega-embed@7"]),
        ("application/vnd.vega.v5+json", ["vega@5", "vega-embed@6"]),
    ],
)
def test_a_page_has_the_scripts_of_its_version(mime: str, sources: list[str]) -> None:
    found = parsed(browser_page(mime, {"data": []})).sources
    assert len(found) == len(sources)
    for address, name in zip(found, sources, strict=True):
        assert address.startswith("https://")
        assert name in address


def test_other_types_have_no_page() -> None:
    assert browser_page("application/json", {}) is None


_HOSTILE = ["</script>", "<!--", "<script>", "\u2028", "&lt;", "]]>", "`${x}`", "'\"\\"]


@given(
    st.recursive(
        st.text() | st.sampled_from(_HOSTILE) | st.integers() | st.booleans(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(_HOSTILE), inner),
        max_leaves=6,
    )
)
def test_nothing_in_a_value_ends_the_script(value: Any) -> None:
    wrapped = {"data": value}
    page = browser_page(PLOTLY, wrapped)
    assert value_in(page) == wrapped
    assert parsed(page).tags.count("script") == 3


def test_numbers_that_json_does_not_know_are_null() -> None:
    value = value_in(browser_page(LITE, {"a": [float("nan"), float("inf"), 1.5]}))
    assert value == {"a": [None, None, 1.5]}


def test_a_value_without_end_has_no_page() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert browser_page(PLOTLY, deep) is None


SPEC = {"$schema": "https://vega.github.io/schema/vega-lite/v5.8.0.json", "mark": "bar"}
ALTAIR = f"""<div id="v"></div><script>
  (function(spec, embedOpt){{ vegaEmbed(outputDiv, spec, embedOpt) }}
  )({{"not": "it"}}); (function(){{ }})({json.dumps(SPEC)}, {{"mode": "vega-lite"}});
</script>"""


def test_the_chart_in_altairs_html_is_found() -> None:
    assert embeds_plot(ALTAIR)
    assert embeds_plot(["x", ALTAIR])
    assert embedded_plot(ALTAIR) == (LITE, SPEC)


def test_the_figure_in_plotlys_html_is_found() -> None:
    html = '<div><script>Plotly.newPlot( "id", [{"y": [1]}] , {"title": "T"}, {})</script></div>'
    assert embeds_plot(html)
    assert embedded_plot(html) == (PLOTLY, {"data": [{"y": [1]}], "layout": {"title": "T"}})


@pytest.mark.parametrize(
    "html",
    [
        "",
        "vegaEmbed(",
        "vegaEmbed( })({",
        "vegaEmbed( })({}",
        'vegaEmbed( })({"$schema": 5})',
        'Plotly.newPlot("id", ',
        'Plotly.newPlot("id", {}',
        "Plotly.newPlot(" * 10_000,
        "})( " * 100_000,
        "vegaEmbed( })(" + '{"a":' * 100_000,
        'Plotly.newPlot("id", ' + "[" * 100_000,
    ],
)
def test_html_without_a_figure_has_none(html: str) -> None:
    assert embedded_plot(html) is None


def test_no_figure_is_looked_for_in_too_much() -> None:
    assert embedded_plot(ALTAIR + " " * 20_000_000) is None
    assert re.search("vega", ALTAIR)
