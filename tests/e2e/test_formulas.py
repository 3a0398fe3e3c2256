"""Formulas in a terminal, from real libraries."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

SLOW = 90.0
"""Seconds for sympy to be imported."""


def test_formulas_of_sympy(console: Jtui) -> None:
    pytest.importorskip("sympy")
    console.enter("from sympy import *; x, y = symbols('x y')")
    console.wait_for("In [2]:", SLOW)
    # As it is: plain words of one line.
    console.enter("(x**2+1)/sqrt(x-1)")
    console.wait_for("Out[2]: (x² + 1)/√(x - 1)")
    console.enter("init_printing(use_unicode=True, use_latex=False)")
    console.wait_for("In [4]:")
    # Laid out in lines by sympy.
    console.enter("(x**2+1)/sqrt(x-1)")
    console.wait_for(lambda: "╲╱ x - 1" in console.text or "╲╱ x - 1 " in console.text)
    console.enter("init_printing(use_unicode=True, use_latex='mathjax', pretty_print=False)")
    console.wait_for("In [6]:")
    console.enter("Matrix([[1, x/2], [x**2, sin(x)]])")
    console.wait_for("⎡1    x/2  ⎤")
    assert "⎣x²  sin(x)⎦" in console.text


def test_sympy_that_prints_latex_and_lines_is_shown_in_lines(console: Jtui) -> None:
    pytest.importorskip("sympy")
    console.enter("from sympy import *; x = symbols('x'); init_printing(use_latex=True)")
    console.wait_for("In [2]:", SLOW)
    console.enter("(x**2+1)/sqrt(x-1)")
    console.wait_for("╲╱ x - 1", SLOW)
    console.press("alt+up")
    console.press("v")
    console.wait_for("(x² + 1)/√(x - 1)")


def test_displays_of_ipython(console: Jtui) -> None:
    console.enter("from IPython.display import Math, Latex, Markdown")
    console.wait_done(1)
    console.enter(r"Math(r'\frac{a}{b}')")
    console.wait_for("Out[2]: a/b")
    console.enter(r"display(Latex(r'So $E = mc^2$ it is'))")
    console.wait_for("So E = mc² it is")
    console.enter(r"Markdown(r'Inline $x^2 \le \alpha$ here')")
    console.wait_for("Inline x² ≤ α here")
    # What is no formula is shown as it is.
    console.enter(r"Math(r'\frac{a')")
    console.wait_for(r"$\displaystyle \frac{a$ [LaTeX that cannot be laid out]")
