"""What is told from a kernel's help: headings of IPython, names, letters struck over."""

from __future__ import annotations

import textwrap
from time import process_time

import pytest
from IPython.core.oinspect import Inspector

from tui.model.help import (
    HelpTopic,
    is_python_source,
    name_at,
    names_in,
    overstruck,
    source_file,
    source_of,
    split_at_source,
    without_looks,
)

RED, DEFAULT = "\x1b[31m", "\x1b[39m"


def inspected(thing: object, name: str, detail: int, theme: str = "linux") -> HelpTopic:
    """What IPython's inspector says of a thing."""
    inspector = Inspector(theme_name=theme)
    data = inspector._get_info(thing, name, detail_level=detail)
    return HelpTopic(name, {"text/plain": data["text/plain"]}, name, detail)


def plain(text: str) -> HelpTopic:
    return HelpTopic("", {"text/plain": text})


@pytest.mark.parametrize("theme", ["linux", "nocolor"])
def test_the_source_and_file_of_a_function_inspected_by_ipython(theme: str) -> None:
    topic = inspected(textwrap.shorten, "textwrap.shorten", 1, theme)
    assert ("\x1b" in topic.text()) is (theme == "linux")
    source = source_of(topic)
    assert source.startswith("def shorten(text, width, **kwargs):\n")
    assert source.rstrip().endswith("return w.fill(' '.join(text.strip().split()))")
    assert source_file(topic).endswith("textwrap.py")
    assert split_at_source(topic.text()) is not None
    assert "".join(split_at_source(topic.text()) or ()) == topic.text()


def test_the_source_of_a_class_ends_before_what_ipython_says_below_it() -> None:
    source = source_of(inspected(textwrap.TextWrapper, "TextWrapper", 1))
    assert source.startswith("class TextWrapper:\n")
    assert "Subclasses:" not in source


def test_help_without_source_has_none() -> None:
    topic = inspected(len, "len", 1)
    assert "Signature:" in without_looks(topic.text())
    assert source_of(topic) == source_file(topic) == ""


def test_a_docstring_that_looks_like_headings_is_no_source() -> None:
    text = f"{RED}Docstring:{DEFAULT}\nSource:\nFile: not/this\n{RED}File:{DEFAULT}  ~/a b.py\n"
    assert source_file(plain(text)) == "~/a b.py"
    assert source_of(plain(f"{RED}Docstring:{DEFAULT}\nSource: the internet\n")) == ""


@pytest.mark.parametrize(
    "line", ["<frozen posixpath>", "/x/<ipython-input-1>", "", "a\x07b", "\u202eyp.a", "a/<string>"]
)
def test_what_is_no_file_is_not_given_to_an_editor(line: str) -> None:
    assert source_file(plain(f"File: {line}\nType: function")) == ""


def test_looking_for_headings_does_not_take_long_in_a_hostile_text() -> None:
    begun = process_time()
    assert len(source_file(plain("File:" * 200_000))) <= 4096
    assert split_at_source("Source:" * 200_000) is None
    assert split_at_source("\nSource:\n" * 50_000) is None
    assert process_time() - begun < 2


def test_title_and_texts_of_a_topic_are_what_they_can_be() -> None:
    topic = HelpTopic("a\x1b[31m\nb", {"text/plain": ["x", 1, "y"], "text/html": 3})
    assert topic.title == "a␛[31m␊b"
    assert (topic.text(), topic.text("text/html"), topic.text("image/png")) == ("xy", "", "")


@pytest.mark.parametrize(
    ("line", "column", "name"),
    [
        ("see os.path.join(a, *p).", 7, "os.path.join"),
        ("see os.path.join(a, *p).", 16, "os.path.join"),
        ("see os.path.join(a, *p).", 3, "see"),
        ("at the end.", 10, "end"),
        ("stats::sd and std::vector", 3, "stats::sd"),
        ("sort!(v), but Hello!", 2, "sort!"),
        ("sort!(v), but Hello!", 16, "Hello"),
        ("use %timeit or %%bash", 5, "%timeit"),
        ("use %timeit or %%bash", 16, "%%bash"),
        ("100%done 5 + 6", 2, ""),
        ("größe.höhe", 7, "größe.höhe"),
        ("x  =  y", 3, ""),
        ("", 0, ""),
        ("abc", 99, ""),
    ],
)
def test_the_name_at_a_column(line: str, column: int, name: str) -> None:
    assert name_at(line, column) == name


def test_the_names_of_a_line() -> None:
    line = "join(a, 3) -> _x1.y"
    assert [line[start:end] for start, end in names_in(line)] == ["join", "a", "_x1.y"]


@pytest.mark.parametrize(
    ("struck", "shown"),
    [
        ("_\bU_\bs", "\x1b[0m\x1b[4mUs\x1b[0m"),
        ("n\bnx", "\x1b[0m\x1b[1mn\x1b[0mx"),
        ("n\bn\bn\bn", "\x1b[0m\x1b[1mn\x1b[0m"),
        ("_\bb\bb", "\x1b[0m\x1b[1;4mb\x1b[0m"),
        ("_\b_", "\x1b[0m\x1b[1m_\x1b[0m"),
        ("+\bo", "o"),
        ("a\bab_\bc", "\x1b[0m\x1b[1ma\x1b[0mb\x1b[0m\x1b[4mc\x1b[0m"),
        ("10%\b\b\b20%", "10%\b\b\b20%"),
        ("x\n\b\bx", "x\n\b\bx"),
        ("\x1b\b\x1b", "\x1b\b\x1b"),
        ("plain", "plain"),
    ],
)
def test_letters_struck_over_become_looks(struck: str, shown: str) -> None:
    assert overstruck(struck) == shown


@pytest.mark.parametrize(
    ("text", "is_source"),
    [
        ("def f(x):\n    return x\n", True),
        ("    @property\n    def f(self):\n", True),
        ("\x1b[38;5;28;01masync\x1b[39;00m def f():\n", True),
        ("class A(B):\n    pass", True),
        ("import os\n", True),
        ("#!/usr/bin/env python\n", True),
        ("class of things that are", False),
        ("important: read this", False),
        ("IPython -- An enhanced Interactive Python\n", False),
        ("Definition of terms", False),
        ("", False),
    ],
)
def test_python_source_is_told_from_words(text: str, is_source: bool) -> None:
    assert is_python_source(text) is is_source
