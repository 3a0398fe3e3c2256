"""Which text stands for a MIME bundle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.mime import display_text, html_text
from tui.wire.events import MimeBundle
from tui.wire.message import Json, JsonObject

DEEP: Any = []
for _ in range(5000):
    DEEP = [DEEP]

SHOWN: dict[str, tuple[MimeBundle, JsonObject, str]] = {
    "plain text": ({"text/plain": "x"}, {}, "x"),
    "plain text in lines, as in notebooks": ({"text/plain": ["a\n", "b"]}, {}, "a\nb"),
    "plain text before all else": (
        {"text/html": "<b>h</b>", "image/png": "AAAA", "text/plain": "x"},
        {},
        "x",
    ),
    "markdown as it is": ({"text/markdown": "# a", "text/html": "<b>"}, {}, "# a"),
    "latex as it is": ({"text/latex": "$x$"}, {}, "$x$"),
    "only html, as mariadb's": ({"text/html": "<p>a</p><p>b</p>"}, {}, "a\nb"),
    "a picture": ({"image/png": "A" * 4000}, {}, "[image/png, 3.0 kB]"),
    "a picture with its size": (
        {"image/png": "AAAA"},
        {"image/png": {"width": 640, "height": 480}},
        "[image/png, 640 x 480, 0.0 kB]",
    ),
    "a drawing in text": ({"image/svg+xml": "x" * 2000}, {}, "[image/svg+xml, 2.0 kB]"),
    "an object": ({"application/json": {"a": 1}}, {}, "[application/json]"),
    "two of them": ({"a/b": "", "c/d": None}, {}, "[a/b]\n[c/d]"),
    "nothing": ({}, {}, ""),
    "plain text of the wrong type": ({"text/plain": {"a": 1}}, {}, "[text/plain]"),
    "plain text of the wrong type beside html": (
        {"text/plain": 7, "text/html": "<i>x</i>"},
        {},
        "x",
    ),
    "metadata of the wrong types": (
        {"image/png": "AAAA"},
        {"image/png": {"width": None, "height": {}}},
        "[image/png,  x , 0.0 kB]",
    ),
    "metadata nested without end": (
        {"image/png": "AAAA"},
        {"image/png": {"width": DEEP, "height": "8"}},
        "[image/png,  x 8, 0.0 kB]",
    ),
    "a type that steers the terminal": ({"a\x1b[2J\n": None}, {}, "[a␛[2J␊]"),
}


@pytest.mark.parametrize(("data", "metadata", "text"), SHOWN.values(), ids=list(SHOWN.keys()))
def test_display_text(data: MimeBundle, metadata: JsonObject, text: str) -> None:
    assert display_text(data, metadata) == text


HTML: dict[str, tuple[str, str]] = {
    "words": ("a <b>bold</b> word", "a bold word"),
    "blocks are lines": ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
    "line breaks of the source are none": ("<p>a\nb</p>", "a b"),
    "blanks are one blank": ("a   b \r\n c", "a b c"),
    "empty lines are left out": ("<p></p><p>a</p><p> </p>", "a"),
    "cells of a table are apart": (
        "<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>",
        "x\ty\n1\t2",
    ),
    "capitals in tags": ("<P>a</P><TD>b", "a\tb"),
    "scripts and styles are left out": (
        "<style>p { color: red }</style>a<script>if (1 < 2) alert('<p>')</script>b",
        "ab",
    ),
    "a script that does not end": ("a<script>b", "a"),
    "comments are left out": ("a<!-- <p>b</p> -->c", "ac"),
    "a comment that does not end": ("a<!-- b", "a"),
    "declarations are left out": ("<!DOCTYPE html>a<?xml version='1.0'?>b<![CDATA[c]]>d", "abd"),
    "declarations no parser likes": ("<![ x ]>a<![if !IE]>b<!>c", "abc"),
    "references": ("&lt;a&gt; &amp; &#65;&#x42; &nope;", "<a> & AB &nope;"),
    "references without end": ("a&#" + "1" * 10_000 + ";b", "a\ufffdb"),
    "a number too large for a character": ("&#99999999999;", "\ufffd"),
    "a tag with a sign in quotes": ("<a title=\"x > y\" href='>'>b</a>", "b"),
    "no tag at all": ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    "a tag that does not end": ("a<b", "a"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "text"), HTML.values(), ids=list(HTML.keys()))
def test_html_text(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "part",
    [
        "<a ",
        "<a/",
        "<a b='",
        "<a \"'",
        "<!--",
        "<![CDATA[",
        "<!",
        "</",
        "&#",
        "&#1",
        "<script>",
        "<td>",
    ],
)
def test_html_of_open_ends_takes_no_time(part: str) -> None:
    # The library's parser takes hours for some of these.
    html_text((part * 1_000_000)[:1_000_000])


_MARKUP = "< > </ <! <!-- --> <![ ]]> <? & &# ; \" ' = / a p td script style 1 \x00 日"
_markup = st.sampled_from([*_MARKUP.split(" "), " ", "\n"])


@given(st.lists(_markup, max_size=40).map("".join))
def test_no_html_is_too_odd(html: str) -> None:
    lines = html_text(html).split("\n")
    assert lines == [""] or all(line.strip() for line in lines)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_mime = st.sampled_from(["text/plain", "text/html", "image/png", "image/svg+xml"]) | st.text()


@given(st.dictionaries(_mime, _json, max_size=4), st.dictionaries(_mime, _json, max_size=4))
def test_no_bundle_is_too_odd(data: dict[str, Json], metadata: dict[str, Json]) -> None:
    assert isinstance(display_text(data, metadata), str)
