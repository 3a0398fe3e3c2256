"""Words of a search: how they are read, which texts have them, and where."""

from __future__ import annotations

import time

import pytest

from tui.model.history.query import (
    MOST_SPANS,
    MOST_TERMS,
    HistoryQuery,
    Term,
    TermKind,
    fold,
    literal_query,
    parse_query,
)

WORD, EXACT, START, END = TermKind.WORD, TermKind.EXACT, TermKind.START, TermKind.END
REGEX = TermKind.REGEX


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("plot", [Term(WORD, "plot")], id="a word"),
        pytest.param(" plot\tcsv ", [Term(WORD, "plot"), Term(WORD, "csv")], id="words"),
        pytest.param("plot plot", [Term(WORD, "plot")], id="a word twice is one"),
        pytest.param("Plot", [Term(WORD, "Plot", True)], id="a capital makes case count"),
        pytest.param("SΣ ß", [Term(WORD, "SΣ", True), Term(WORD, "ß")], id="any capital"),
        pytest.param("ὄνος", [Term(WORD, "ὄνοσ")], id="a final sigma is a sigma"),
        pytest.param("'plot", [Term(EXACT, "plot", True)], id="exactly a word"),
        pytest.param("'a b' c", [Term(EXACT, "a b", True), Term(WORD, "c")], id="exactly words"),
        pytest.param("'a b", [Term(EXACT, "a", True), Term(WORD, "b")], id="no second quote"),
        pytest.param("' a'", [Term(EXACT, " a", True)], id="a blank after the quote"),
        pytest.param("'x['k'] y'", [Term(EXACT, "x['k'] y", True)], id="quotes within words"),
        pytest.param(r"'it\'s \\n \n'", [Term(EXACT, r"it's \n \n", True)], id="escapes"),
        pytest.param(r"'C:\n' b", [Term(EXACT, r"C:\n", True), Term(WORD, "b")], id="a backslash"),
        pytest.param(r"'C:\' b", [Term(EXACT, r"C:\'", True), Term(WORD, "b")], id="an open quote"),
        pytest.param("x'y", [Term(WORD, "x'y")], id="a quote within a word"),
        pytest.param("^import", [Term(START, "import")], id="at the start"),
        pytest.param("y)$", [Term(END, "y)")], id="at the end"),
        pytest.param("^Im", [Term(START, "Im", True)], id="at the start in this case"),
        pytest.param("$home", [Term(WORD, "$home")], id="a dollar at the start of a word"),
        pytest.param("^$", [Term(START, "$")], id="a dollar at the start of a text"),
        pytest.param("!plot", [Term(WORD, "plot", negated=True)], id="not a word"),
        pytest.param("!'a b'", [Term(EXACT, "a b", True, True)], id="not exactly words"),
        pytest.param("!^a", [Term(START, "a", negated=True)], id="not at the start"),
        pytest.param("!b$", [Term(END, "b", negated=True)], id="not at the end"),
        pytest.param("!!ls", [Term(WORD, "!ls", negated=True)], id="not something with a sign"),
        pytest.param("a!b", [Term(WORD, "a!b")], id="a sign within a word"),
        pytest.param("/a b/", [Term(REGEX, "a b")], id="an expression with a blank"),
        pytest.param("/a/ b/", [Term(REGEX, "a"), Term(WORD, "b/")], id="an expression, a word"),
        pytest.param(r"/a\/ b/", [Term(REGEX, r"a\/ b")], id="a slash in an expression"),
        pytest.param("!/a.b/", [Term(REGEX, "a.b", negated=True)], id="not an expression"),
        pytest.param("/a[B]/", [Term(REGEX, "a[B]", True)], id="a capital in an expression"),
        pytest.param(r"/\S\p{Lu}(?P<A>b)/", [Term(REGEX, r"\S\p{Lu}(?P<A>b)")], id="names in it"),
        pytest.param("/usr/bin x", [Term(WORD, "/usr/bin"), Term(WORD, "x")], id="a path"),
        pytest.param("// a", [Term(WORD, "//"), Term(WORD, "a")], id="an empty expression"),
        pytest.param("! ^ !^ '' !'' '", [], id="signs with nothing after them"),
        pytest.param("$ /", [Term(WORD, "$"), Term(WORD, "/")], id="signs that can be words"),
        pytest.param("\n \u3000", [], id="blanks"),
    ],
)
def test_words_are_read_as(text: str, terms: list[Term]) -> None:
    query = parse_query(text)
    assert query == HistoryQuery(text, tuple(terms))
    assert query.is_empty is (not terms)


@pytest.mark.parametrize(
    ("text", "code", "spans"),
    [
        pytest.param("plot", "Plot(x); plot(y)", [(0, 4), (9, 13)], id="a word in both cases"),
        pytest.param("Plot", "plot Plot", [(5, 9)], id="a capital in this case"),
        pytest.param("'plot", "Plot plot", [(5, 9)], id="exactly in this case"),
        pytest.param("y x", "x = y", [(0, 1), (4, 5)], id="words in any order"),
        pytest.param("plot lot(", "plot(", [(0, 5)], id="words over each other are one place"),
        pytest.param("a b", "ab", [(0, 2)], id="words beside each other too"),
        pytest.param("aa", "aaaa a", [(0, 4)], id="a word again and again"),
        pytest.param("'a  b'", "a b a  b", [(4, 8)], id="blanks just so"),
        pytest.param("^import", "\n  import x; import y", [(3, 9)], id="the start after blanks"),
        pytest.param("y$", "y = y \n", [(4, 5)], id="the end before blanks"),
        pytest.param("^A.b$", " A.b\n", [(1, 4)], id="the whole text"),
        pytest.param("istanbul", "# İSTANBUL é", [(2, 10)], id="a dotted capital I"),
        pytest.param("ὄνος", "ὌΝΟΣ", [(0, 4)], id="sigmas"),
        pytest.param("/^y.*$/", "x = 1\nY = 2\nz", [(6, 11)], id="a line"),
        pytest.param("/x*/", "axxb", [(1, 3)], id="an expression that also matches nothing"),
        pytest.param("/a\nb/", "a\nb", [(0, 3)], id="a line break in an expression"),
        pytest.param("x !y !^y !y$ !/y/", "x", [(0, 1)], id="not the others"),
        pytest.param("!y", "x", [], id="without places"),
        pytest.param("", "x", [], id="everything"),
    ],
)
def test_a_text_is_found_at(text: str, code: str, spans: list[tuple[int, int]]) -> None:
    query = parse_query(text)
    assert query.matches(code)
    assert query.spans(code) == spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x y", "x"),
        ("X", "x"),
        ("'x", "X"),
        ("^y", "x y"),
        ("x$", "x y"),
        ("^x$", "x x"),
        ("^X$", "x"),
        ("!x", "x"),
        ("!'x y'", "x y"),
        ("!^x", "\nx"),
        ("!x$", "x\n"),
        ("!^x$", " x "),
        ("/x.y/", "x\ny"),
        ("/X/", "x"),
        ("!/x/", "X"),
        ("x (", "x"),
    ],
)
def test_a_text_is_not_found(text: str, code: str) -> None:
    assert not parse_query(text).matches(code)


def test_a_broken_expression_is_a_problem_and_finds_nothing() -> None:
    query = parse_query("x /a(/ y")
    assert query == HistoryQuery(
        "x /a(/ y", problem="The regular expression is wrong: missing ) at position 2."
    )
    assert not query.is_empty
    assert not query.matches("x a( y")
    assert query.spans("x a( y") == []


def test_too_many_words_are_a_problem() -> None:
    most = " ".join(f"w{number}" for number in range(MOST_TERMS))
    assert len(parse_query(most).terms) == MOST_TERMS
    assert parse_query(f"{most} w0").problem == ""
    assert parse_query(f"{most} more").problem == "A search can have 50 words at most."


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(" \n", "", id="blanks"),
        pytest.param("Figure", "Figure", id="a word that means the same"),
        pytest.param("plot", "'plot", id="a word in lower case"),
        pytest.param("!ls", "'!ls", id="a command of the shell"),
        pytest.param("^x", "'^x", id="a sign"),
        pytest.param("4-6", "'4-6", id="no range"),
        pytest.param("'a'", "''a''", id="a text between quotes"),
        pytest.param("a b ", "'a b'", id="blanks within"),
        pytest.param("x = 'a' + b", r"'x = \'a\' + b'", id="quotes within"),
        pytest.param(r"\d 'a' b", r"'\\d \'a\' b'", id="backslashes beside them"),
        pytest.param("/a b/", "'/a b/'", id="no expression"),
    ],
)
def test_a_text_that_is_to_be_searched_for_just_so_is_typed_as(text: str, query: str) -> None:
    assert literal_query(text) == query


def test_lower_case_keeps_every_place() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert [char for char in every if len(fold(char)) != 1] == []
    text = "".join(every)
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


HOSTILE = [
    pytest.param("\ud800", id="half a surrogate pair"),
    pytest.param("a\0b", id="a zero"),
    pytest.param("\x1b]31m", id="an escape"),
    pytest.param("\u202e\u2066", id="directions"),
    pytest.param("e\u0301\u200d", id="what joins with others"),
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("pattern", ["{}", "'{}", "^{}", "{}$", "^{}$", "/.*{}/", "'x {}'"])
def test_a_strange_text_is_found_as_any_other(text: str, pattern: str) -> None:
    query = parse_query(pattern.format(text))
    code = f"x {text}" if pattern == "'x {}'" else text
    assert query.matches(code)
    assert [code[start:end] for start, end in query.spans(code)] == [code]
    assert not query.matches("other")


@pytest.mark.parametrize(
    "text", ["plot", "Zz", "'x y'", "^import", "(x)$", "zz !a", "/pl.t/", "/(?:.|\n)*[?]{3}/"]
)
def test_a_text_of_ten_million_characters_is_looked_at_in_a_moment(text: str) -> None:
    code = ("import numpy as np\nplt.plot(x, y)\n" * 300_000)[:10_000_000]
    query = parse_query(text)
    begun = time.process_time()
    query.matches(code)
    assert len(query.spans(code)) <= MOST_SPANS
    assert time.process_time() - begun < 2


def test_places_are_found_in_some_milliseconds_or_not_at_all() -> None:
    query = parse_query("/(x+x+)+[yz]/")
    begun = time.process_time()
    assert query.spans("xz" + "x" * 4_000 + "w xxz") == []
    assert query.spans("xxz" + "x" * 4_000 + "w xxz") == [(0, 3)]
    assert time.process_time() - begun < 0.08


def test_a_query_of_a_million_quotes_is_read_in_a_moment() -> None:
    for text in ("'a " * 300_000, "/a\\" * 300_000, "\\" * 1_000_000, "a' " * 300_000):
        begun = time.process_time()
        parse_query(text)
        assert time.process_time() - begun < 2
