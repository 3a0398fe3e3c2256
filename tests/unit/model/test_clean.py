"""Cleaning of text from outside: tables of what comes and what is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.clean import clean, clean_code, is_safe_link

MARKED = {
    "an escape becomes its picture": ("a\x1b[31mb", "a␛[31mb"),
    "NUL and BEL become their pictures": ("\x00\x07", "␀␇"),
    "a line feed and a tab are marks in one line": ("a\nb\tc\r", "a␊b␉c␍"),
    "DEL becomes its picture": ("\x7f", "␡"),
    "a C1 control tells its number": ("\x9b31m", "‹U+009B›31m"),
    "NEL, which ends a line for some, is marked": ("a\x85b", "a‹U+0085›b"),
    "a bidi override is marked": ("user\u202etxt.exe", "user‹U+202E›txt.exe"),
    "bidi isolates are marked": ("\u2066x\u2069", "‹U+2066›x‹U+2069›"),
    "direction marks are marked": ("\u200e\u200f\u061c", "‹U+200E›‹U+200F›‹U+061C›"),
    "a zero-width space is marked": ("pay\u200bpal", "pay‹U+200B›pal"),
    "line and paragraph separators are marked": ("\u2028\u2029", "‹U+2028›‹U+2029›"),
    "a byte order mark is marked": ("\ufeffa", "‹U+FEFF›a"),
    "tag characters are marked": ("\U000e0041", "‹U+E0041›"),
    "a lone surrogate becomes the replacement character": ("a\ud83db", "a\ufffdb"),
}

KEPT = {
    "nothing": "",
    "plain text": "Python 3 (ipykernel)",
    "accents, Greek and Chinese": "é λ 日本語",
    "a family of emoji joined by ZWJ": "👩\u200d👩\u200d👧",
    "a heart with its variation selector": "❤\ufe0f",
    "Persian with ZWNJ": "می\u200cخواهم",
    "Hindi with ZWJ": "क्\u200dष",
    "combining accents": "e\u0301",
}


@pytest.mark.parametrize(("text", "shown"), MARKED.values(), ids=MARKED.keys())
def test_marks(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_clean_text_comes_back_itself(text: str) -> None:
    assert clean(text) is text


def test_newlines_and_tabs_stay_where_they_are_wanted() -> None:
    assert clean("a\n\tb\r\x1b", newlines=True) == "a\n\tb␍␛"


def test_code_has_one_kind_of_line_end() -> None:
    assert clean_code("if x:\r\n\ty\rz\x00") == "if x:\n\ty\nz␀"


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_format_or_surrogate_is_left(text: str) -> None:
    shown = clean(text)
    assert clean(shown) is shown
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(char) for char in shown} & {
        *("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    }


LINKS = {
    "https is safe": ("https://example.org/a?b=c#d", True),
    "http is safe": ("http://localhost:8888/lab", True),
    "file is safe": ("file:///home/user/plot.png", True),
    "a scheme in capitals is safe": ("HTTPS://EXAMPLE.ORG", True),
    "a host in Japanese is safe": ("https://日本.jp/", True),
    "javascript is not": ("javascript:alert(1)", False),
    "ssh is not": ("ssh://host", False),
    "a path is not": ("/etc/passwd", False),
    "nothing is not": ("", False),
    "a scheme alone is not": ("https://", False),
    "a control character is not": ("https://a/\x07", False),
    "a C1 string end is not": ("https://a/\x9c", False),
    "a line feed at the end is not": ("https://a/\n", False),
    "white space is not": ("https://a/ b", False),
    "a bidi override is not": ("https://a/\u202egro.elgoog", False),
    "2048 characters are safe": ("https://a/" + "x" * 2038, True),
    "2049 characters are not": ("https://a/" + "x" * 2039, False),
}


@pytest.mark.parametrize(("url", "safe"), LINKS.values(), ids=LINKS.keys())
def test_links(url: str, safe: bool) -> None:
    assert is_safe_link(url) is safe
