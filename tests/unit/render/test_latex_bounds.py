"""LaTeX that is none, or far too much of it: no error, and little time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import cpu_of
from tui.model.clean import clean
from tui.render.latex.boxes import width_of
from tui.render.latex.symbols import SYMBOLS
from tui.render.latex.text import LONGEST, latex_text

N = LONGEST
REPEATED = [
    *("{", "}", "{}", "^", "_", "x^", "x_1^2+", "'", "&", "\\\\", "a&b\\\\", "$", "$$", "$x$", "~"),
    *(
        "\\frac",
        "\\frac{a}{b}+",
        "\\sqrt",
        "\\sqrt[",
        "[",
        "\\left(",
        "\\left(\\right)",
        "\\middle|",
    ),
    *("\\begin{matrix}", "\\begin{matrix}a\\end{matrix}", "\\begin{x}", "\\end{x}", "\\hline"),
    *(
        "\\text{a}",
        "\\text{$a$}",
        "\\hat",
        "\\hat x",
        "\\over ",
        "a\\over",
        "\\bf ",
        "\\displaystyle ",
    ),
    *(
        "x+",
        "日x",
        "1,",
        "(",
        "f(x",
        "ab cd ",
        "\\alpha ",
        "\\foo ",
        "\\quad ",
        "\\!",
        "%",
        "!",
        "/",
    ),
    *("\\sum_a^{bb}", "\\hspace", "\\kern1", "\\xrightarrow", "\\underbrace{a}_b", "\\boxed{a}"),
    *("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\(", "\\[", "\x1b[31m", "\u0301", "\ud800"),
]
NESTED = [
    *(("\\frac{", "}{2}"), ("\\frac{1}{1+", "}"), ("\\cfrac{1}{1+", "}"), ("\\sqrt{", "}")),
    *(("\\left(", "\\right)"), ("x^{", "}"), ("\\hat{", "}"), ("\\boxed{", "}"), ("{", "}")),
    *(("\\underbrace{", "}_{n}"), ("\\text{$", "$}"), ("\\left\\{", "\\right."), ("\\bf{", "}")),
    ("\\begin{pmatrix}", "&1\\\\2&3\\end{pmatrix}"),
    ("\\displaystyle\\frac{\\displaystyle", "}{\\displaystyle 2}"),
]


def made(source: str, width: int = 0) -> str | None:
    """The text without what is remembered of it."""
    latex_text.cache_clear()
    return latex_text(source, width)


@pytest.mark.parametrize("part", REPEATED, ids=ascii)
def test_nothing_repeated_takes_long(part: str) -> None:
    source = "\\alpha^2" + part * ((N - 8) // len(part))
    assert cpu_of(lambda: made(source, 80), rounds=1) < 1.5
    assert made("x" * (N + 1) + "^2") is None


@pytest.mark.parametrize("depth", [12, 35, 10_000])
@pytest.mark.parametrize(("before", "behind"), NESTED, ids=[before for before, _ in NESTED])
def test_nothing_nested_takes_long(before: str, behind: str, depth: int) -> None:
    source = "\\alpha+" + before * depth + "x" + behind * depth
    assert cpu_of(lambda: made(source), rounds=1) < 1.5
    assert (made(source) is None) is (depth > 100) or depth == 35


@pytest.mark.parametrize(
    "cells",
    [
        "a&" * 4_000 + "\\\\a" * 3_000,
        "a&" * 100 + "\\\\a" * 6_000,
        "\\text{" + "w" * 9_000 + "}" + "\\\\a" * 3_000,
    ],
)
def test_tables_that_would_be_huge_are_none(cells: str) -> None:
    source = "\\begin{matrix}" + cells + "\\end{matrix}"
    assert cpu_of(lambda: made(source), rounds=1) < 1.5
    assert made(source) is None


def test_megabytes_take_no_time() -> None:
    source = "\\frac{a}{b}" * 1_000_000
    assert cpu_of(lambda: made(source)) < 0.05
    assert made(source) is None


_COMMANDS = st.sampled_from(sorted(SYMBOLS)).map(lambda name: f"\\{name} ")
_PARTS = st.sampled_from(
    [
        *(
            "{",
            "}",
            "{x}",
            "^",
            "_",
            "^2",
            "_i",
            "'",
            "&",
            "\\\\",
            "$",
            "$$",
            "(",
            ")",
            "[",
            "]",
            "|",
        ),
        *("\\frac", "\\frac12", "\\sqrt", "\\left", "\\right", "\\left(", "\\right)", "\\middle"),
        *("\\begin{pmatrix}", "\\end{pmatrix}", "\\begin{cases}", "\\end{cases}", "\\begin{align}"),
        *(
            "\\end{align}",
            "\\begin{array}{c|c}",
            "\\end{array}",
            "\\text{",
            "\\hat",
            "\\mathbb",
            "\\",
        ),
        *(
            "\\over",
            "\\limits",
            "\\binom",
            "\\operatorname{",
            "\\underbrace",
            "\\overset",
            "\\cfrac",
        ),
        *(
            " ",
            "\n",
            "\n\n",
            "%",
            "~",
            "!",
            ",",
            "+",
            "-",
            "=",
            "1",
            "ab",
            "日",
            "\u0301",
            "\x00",
            "\ud800",
        ),
        *(
            "\\boxed",
            "\\phantom",
            "\\displaystyle",
            "\\substack",
            "\\xrightarrow",
            "\\hline",
            "\\tag",
        ),
    ]
)


def check(text: str | None) -> None:
    """Nothing in it steers a terminal, and its lines are no longer than they have to be."""
    if text is not None:
        assert text.strip()
        assert clean(text, newlines=True) == text
        assert all(line == line.rstrip() for line in text.split("\n"))


@given(st.lists(_PARTS | _COMMANDS, max_size=30).map("".join), st.integers(0, 40))
def test_no_latex_is_too_odd(source: str, width: int) -> None:
    check(made(source, width))


@given(st.text())
def test_no_text_is_too_odd(source: str) -> None:
    check(made(source))
    check(made(f"\\alpha{{{source}}}"))
    check(made(f"\\begin{{pmatrix}}{source}\\\\1\\end{{pmatrix}}"))


_CELLS = st.lists(
    st.sampled_from(["x", "x^2", "\\frac{1}{2}", "\\vec{x}", "日本", "\\mathbb{R}", "\\text{é}"]),
    min_size=4,
    max_size=4,
)


@given(_CELLS)
def test_the_brackets_of_a_matrix_stand_below_each_other(cells: list[str]) -> None:
    a, b, c, d = cells
    text = made(f"\\begin{{bmatrix}}{a} & {b} \\\\ {c} & {d}\\end{{bmatrix}}")
    assert text is not None
    upper, lower = text.split("\n")
    assert (upper[0], upper[-1], lower[0], lower[-1]) == ("⎡", "⎤", "⎣", "⎦")
    assert width_of(upper) == width_of(lower)
