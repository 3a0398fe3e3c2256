"""Help of many kernels as it is drawn: IPython, R, Julia, and what hostile ones send."""

from __future__ import annotations

import textwrap
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.oinspect import Inspector
from rich.style import Style

from tui.model.help import HelpTopic
from tui.render.help.page import head_page, page_of, quick_page
from tui.render.help.styles import HelpStyles
from tui.render.highlight import DEFAULT_SYNTAX_THEME
from tui.render.rows import Row
from tui.wire.message import Json

STYLES = HelpStyles(
    code=Style.parse("green"), link=Style.parse("underline"), syntax=DEFAULT_SYNTAX_THEME.styles
)


def topic(**data: Json) -> HelpTopic:
    return HelpTopic("", {name.replace("_", "/", 1): value for name, value in data.items()})


def rows(given: HelpTopic, width: int = 60, language: str = "python3") -> list[Row]:
    drawing = page_of(given, STYLES, language, width).drawing
    return drawing.rows(0, drawing.height)


def drawn(given: HelpTopic, width: int = 60, language: str = "python3") -> list[str]:
    return [
        ("".join(part.text for part in row.gutter) + row.text).rstrip()
        for row in rows(given, width, language)
    ]


def looks(given: HelpTopic, word: str) -> Style:
    """The style a word is drawn in."""
    found = (part for row in rows(given) for part in row.content if part.text.strip() == word)
    return next(found).style or Style.null()


def test_a_source_shown_by_ipython_has_numbers_and_colours() -> None:
    inspector = Inspector(theme_name="linux")
    data = inspector._get_info(textwrap.shorten, "textwrap.shorten", detail_level=1)
    page = page_of(HelpTopic("", data), STYLES, "python3", 80)
    lines = drawn(HelpTopic("", data), 80)
    assert lines[0].startswith("Signature: textwrap.shorten(")
    assert lines[2] == "  1  def shorten(text, width, **kwargs):"
    assert lines[-2].startswith("File: ")
    assert page.anchor == "def shorten(text, width, **kwargs):"
    assert page.source_file.endswith("textwrap.py")
    assert looks(HelpTopic("", data), "def") == DEFAULT_SYNTAX_THEME.styles["keyword"]
    copied = page.drawing.text().split("\n")
    assert copied[2] == "def shorten(text, width, **kwargs):"


def test_a_bare_source_is_numbered_only_in_python() -> None:
    source = topic(text_plain="\x1b[32mdef\x1b[39m f(x):\n    return x\n")
    assert drawn(source) == ["  1  def f(x):", "  2      return x"]
    assert drawn(source, language="R") == ["def f(x):", "    return x"]


def test_a_source_too_long_to_highlight_keeps_the_kernels_colours() -> None:
    lines = "".join(f"    \x1b[31mcall\x1b[39m({number})\n" for number in range(6_000))
    long = topic(text_plain=f"def f():\n{lines}")
    shown = rows(long)
    assert shown[5_999].gutter[0].text == "6000  "
    assert shown[1].content[1].style is not None
    assert shown[1].content[1].style.color is not None


R_TEXT = """_\bM_\be_\ba_\bn                  package:base

     _\bA_\br_\bi_\bt_\bh_\bm_\be_\bt_\bi_\bc Mean

     m\bme\bea\ban\bn(x, ...)
"""


def test_overstruck_help_of_r() -> None:
    assert drawn(topic(text_plain=R_TEXT)) == [
        "Mean                  package:base",
        "",
        "     Arithmetic Mean",
        "",
        "     mean(x, ...)",
    ]
    assert looks(topic(text_plain=R_TEXT), "Mean").underline
    assert looks(topic(text_plain=R_TEXT), "mean").bold


R_HTML = """<html><head><title>R: Arithmetic Mean</title><style>b{}</style></head><body>
<table width="100%"><tr><td>mean {base}</td><td style="text-align: right;">R Documentation</td>
</tr></table><h2>Arithmetic Mean</h2> <h3>Usage</h3><pre><code class='language-R'>mean(x, ...)

## Default S3 method:
mean(x, trim = 0)
</code></pre><h3>Arguments</h3><table><tr><td><code>x</code></td><td><p>An <span>R</span> object.
Currently there are methods.</p></td></tr></table>
<dl><dt>a<dd>told of a<dt>b<dd>told &lt;of&gt; b</dl><p>See <a href="https://x.org/">there</a>.
<ul><li>one<ul><li>deep</ul><li>two</ul><ol start=3><li>three<li>four</ol>
<script>alert("<p>no")</script></body>"""


def test_html_help_of_r_when_there_is_nothing_else() -> None:
    assert drawn(topic(text_html=R_HTML)) == [
        "mean {base}  R Documentation",
        "",
        "Arithmetic Mean",
        "",
        "Usage",
        "",
        "  mean(x, ...)",
        "",
        "  ## Default S3 method:",
        "  mean(x, trim = 0)",
        "",
        "Arguments",
        "",
        "x  An R object. Currently there are methods.",
        "",
        "a",
        "  told of a",
        "b",
        "  told <of> b",
        "",
        "See there.",
        "",
        "• one",
        "  • deep",
        "• two",
        "",
        "3. three",
        "4. four",
    ]
    link = looks(topic(text_html=R_HTML), "there")
    assert (link.underline, link.link) == (True, "https://x.org/")


JULIA = """```
sort!(v; alg=defalg(v))
```

Sort the vector `v` in place. It is **stable** by default, see [`sort`](@ref) and the many words
after it.

!!! note
    Something is noted.

# Examples

```jldoctest
julia> v = [3, 1];
```

| a | b |
|---|---|
| 1 | 2 |
"""


def test_markdown_help_of_julia_goes_before_its_plain_text() -> None:
    help_ = topic(text_plain="  sort!\n\n  Sort", text_markdown=JULIA, text_html="<p>x")
    assert drawn(help_, 50, "julia") == [
        "  sort!(v; alg=defalg(v))",
        "",
        "Sort the vector v in place. It is stable by",
        "default, see sort and the many words after it.",
        "",
        "  Note",
        "",
        "  Something is noted.",
        "",
        "Examples",
        "",
        "  julia> v = [3, 1];",
        "",
        "a  b",
        "─  ─",
        "1  2",
    ]
    assert looks(help_, "stable").bold
    assert looks(help_, "v") == STYLES.code


@pytest.mark.parametrize(
    ("data", "first"),
    [
        ({"text_plain": "a\nb", "text_html": "<p>c"}, "a"),
        ({"text_plain": "one line", "text_html": "<h1>more</h1><p>words"}, "more"),
        ({"text_plain": "cpp\nref", "text_html": "<iframe src='https://c'></iframe>"}, "cpp"),
        ({"text_plain": "cppref", "text_html": "<iframe src='https://c'></iframe>"}, "cppref"),
        ({"text_plain": "alone"}, "alone"),
        ({"text_plain": "plain", "text_html": "<script>x</script>"}, "plain"),
        ({"text_plain": " ", "text_markdown": "", "text_html": "<i>only</i>"}, "only"),
        ({"text_plain": ["a", "b\n", 3, "c"]}, "ab"),
        ({"image_png": "abcd"}, "[image/png, 0.0 kB]"),
        ({"text_plain": None, "text_html": {}}, "[text/plain]"),
        ({}, ""),
    ],
)
def test_which_type_is_shown(data: dict[str, Json], first: str) -> None:
    assert drawn(topic(**data))[0] == first


HOSTILE = {
    "nested": "<div>" * 50_000 + "x",
    "lists": "<ul><li>" * 50_000 + "x",
    "unclosed tags": "<a" * 100_000,
    "quotes": "<a '" * 50_000 + '"',
    "references": "&#x1b;[31m&#99999999999999;&lt" * 10_000,
    "cells": "<table>" + "<td>" * 100_000 + "x",
    "rows": "<table>" + "<tr><td>x" * 60_000,
    "tables": "<table><tr><td>" * 20_000 + "x",
    "huge span": "<table><tr><td colspan=999999999 rowspan=99999999>x</table>",
    "breaks": "<br>" * 200_000 + "x",
    "inline": "<b><i><code>" * 30_000 + "x",
    "comments": "<!--" * 100_000,
    "script": "<script>" * 50_000 + "</script>x",
    "too much": "x " * 1_000_000,
    "wide": "<pre>" + "日" * 400_000,
    "attributes": "<a " + "b=c " * 200_000 + ">x</a>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_drawn_soon(name: str) -> None:
    begun = process_time()
    drawing = page_of(topic(text_html=HOSTILE[name]), STYLES, "", 40).drawing
    drawing.rows(0, 40)
    assert process_time() - begun < 6


MARKDOWN_BOMBS = {
    "brackets": "[" * 100_000,
    "stars": "*a_" * 50_000,
    "quotes": ">" * 50_000 + "x",
    "lists": "".join(" " * depth + "* x\n" for depth in range(400)),
    "ticks": "".join("`" * count + " " for count in range(600)),
    "links": "[a](" * 40_000,
    "table": "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b" * 5_000,
    "long": "word " * 200_000,
}


@pytest.mark.parametrize("name", MARKDOWN_BOMBS)
def test_hostile_markdown_is_drawn_in_time(name: str) -> None:
    begun = process_time()
    page_of(topic(text_markdown=MARKDOWN_BOMBS[name]), STYLES, "", 40).drawing.rows(0, 40)
    assert process_time() - begun < 6


PARTS = st.sampled_from(
    [
        *("<p>", "</p>", "<pre>", "</pre>", "<ul>", "<li>", "</ul>", "<td>", "<tr>", "<table>"),
        *("</table>", "<b", ">", "'", '"', "&amp;", "&#27;", "\x1b[2J", "\u202e", "word ", "\n"),
        *("<a href='javascript:x'>", "</a>", "<code>", "<h1>", "[@click=app.quit]", "\t", "日"),
    ]
)


@given(st.lists(PARTS, max_size=40).map("".join), st.integers(1, 30))
def test_no_kind_of_help_lets_anything_through_to_the_terminal(text: str, width: int) -> None:
    for mime in ("text_html", "text_markdown", "text_plain"):
        shown = rows(topic(**{mime: text}), width)
        told = "".join(part.text for row in shown for part in (*row.gutter, *row.content))
        assert not set(told) & set("\x1b\u202e\x00\x07\n\t\r")
        links = {part.style.link for row in shown for part in row.content if part.style}
        assert links <= {None}


def test_markdown_of_40_kb_takes_less_than_a_third_of_a_second() -> None:
    text = (JULIA * 200)[:40_000]
    page_of(topic(text_markdown=JULIA), STYLES, "julia", 60)
    begun = process_time()
    page_of(topic(text_markdown=text), STYLES, "julia", 60)
    assert process_time() - begun < 0.3


def test_what_is_quick_is_drawn_at_once_and_of_long_text_the_head() -> None:
    assert quick_page(topic(text_plain="a\nb"), STYLES) is not None
    assert quick_page(topic(text_markdown="a"), STYLES) is None
    assert quick_page(topic(text_plain="Source:\nx"), STYLES) is None
    assert quick_page(topic(text_plain="def f(): 1"), STYLES, "python") is None
    long = topic(text_plain="a line\n" * 10_000)
    assert quick_page(long, STYLES) is None
    head = head_page(long, STYLES)
    assert head is not None
    assert 1_000 < len(head.drawing.lines) < 1_200
    assert head_page(topic(text_plain="short"), STYLES) is None
