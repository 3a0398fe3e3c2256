"""What sympy writes in LaTeX, as Unicode text."""

from __future__ import annotations

from typing import Any

import pytest

from tui.render.latex.text import latex_text

pytest.importorskip("sympy")

SHOWN: dict[str, str] = {
    "(x**2+1)/sqrt(x-1)": "(x² + 1)/√(x - 1)",
    "Matrix([[1,x/2],[x**2,sin(x)]])": ("⎡1    x/2  ⎤\n⎣x²  sin(x)⎦"),
    "Matrix([x,y])": ("⎡x⎤\n⎣y⎦"),
    "Matrix(3,3,lambda i,j: x**(i+j)/(j+1))": (
        "⎡1   x/2   x²/3⎤\n⎢x   x²/2  x³/3⎥\n⎣x²  x³/2  x⁴/3⎦"
    ),
    "Eq(Matrix([x,y]),Matrix([[1,2],[3,4]])*Matrix([x,y]),evaluate=False)": (
        "⎡x⎤ = ⎡x + 2y ⎤\n⎣y⎦   ⎣3x + 4y⎦"
    ),
    "Array([[[1,2],[3,4]],[[5,6],[7,8]]])": ("⎡⎡1  2⎤  ⎡5  6⎤⎤\n⎣⎣3  4⎦  ⎣7  8⎦⎦"),
    "Piecewise((x,x>0),(0,True))": ("⎧x  for x > 0\n⎨\n⎩0  otherwise"),
    "Piecewise((x/2,x<0),(x**2,And(x>=0,x<1)),(Sum(x,(x,0,n)),True))": (
        "⎧x/2      for x < 0\n⎨x²       for x < 1\n⎩∑ₓ₌₀ⁿ x  otherwise"
    ),
    "Integral(exp(-x**2),(x,-oo,oo))": ("∞\n∫  e^(-x²) dx\n-∞"),
    "Integral(f(x,y),x,y)": "∬ f(x, y) dx dy",
    "Integral(x,(x,0,1),(y,0,2))": "∫₀² ∫₀¹ x dx dy",
    "Sum(1/n**2,(n,1,oo))": (" ∞\n ∑  1/n²\nn=1"),
    "Sum(Sum(x**n,(n,0,k)),(k,0,5))": ("  ∑   xⁿ\n0≤n≤k\n0≤k≤5"),
    "Sum(x/k,(k,0,n))/2": "(∑ₖ₌₀ⁿ x/k)/2",
    "Product(k,(k,1,n))": (" n\n ∏  k\nk=1"),
    "Derivative(f(x),x,2)": "d²/dx² f(x)",
    "Derivative(f(x,y),x,y)": "∂²/∂y∂x f(x, y)",
    "Eq(Derivative(f(x),(x,2))+f(x),0)": "f(x) + d²/dx² f(x) = 0",
    "Limit(sin(x)/x,x,0)": ("lim  (sin(x)/x)\nx→0⁺"),
    "Limit(1/x,x,0,'-')": ("lim  1/x\nx→0⁻"),
    "Symbol('x_{12}')": "x₁₂",
    "Symbol('alpha_1')**2": "α₁²",
    "Symbol('x^2_3')": "x₃²",
    "Symbol('xdot')": "ẋ",
    "Symbol('vec_bar')": "vec_(bar)",
    "Symbol('Gamma_theta__mu')": "Γ_θ^μ",
    "Symbol('mass')*Symbol('speed')**2": "mass speed²",
    "Interval(0,1,False,True)": "[0, 1)",
    "Union(Interval(0,1),FiniteSet(3))": "[0, 1] ∪ {3}",
    "ConditionSet(x,x>0,Reals)": "{x | x ∈ ℝ ∧ x > 0}",
    "ImageSet(Lambda(n,2*n*pi),Integers)": "{2πn | n ∈ ℤ}",
    "Complement(Reals,FiniteSet(0))": "(-∞, 0) ∪ (0, ∞)",
    "ProductSet(Reals,Reals)": "ℝ²",
    "Range(0,10)": "{0, 1, …, 9}",
    "Eq(x,y**2)": "x = y²",
    "Ne(x,y)": "x ≠ y",
    "And(x>0,y<1)": "x > 0 ∧ y < 1",
    "Implies(x,y)": "x ⇒ y",
    "Nand(x,y)": "¬(x ∧ y)",
    "binomial(n,k)": ("⎛n⎞\n⎝k⎠"),
    "factorial(n)": "n!",
    "factorial2(n)": "n!!",
    "Abs(x)": "|x|",
    "floor(x)": "⌊x⌋",
    "conjugate(x)": "x̅",
    "re(x)": "re(x)",
    "gamma(x)": "Γ(x)",
    "besselj(n,x)": "Jₙ(x)",
    "log(x)**2": "log(x)²",
    "sin(x)**2": "sin²(x)",
    "asin(x)": "asin(x)",
    "atan2(y,x)": "atan₂(y, x)",
    "Max(x,y)": "max(x, y)",
    "Mod(x,y)": "x mod y",
    "polylog(2,x)": "Li₂(x)",
    "RisingFactorial(x,n)": "x⁽ⁿ⁾",
    "FallingFactorial(x,n)": "(x)ₙ",
    "Ynm(n,k,x,y)": "Yₙᵏ(x, y)",
    "assoc_legendre(n,k,x)": "Pₙ⁽ᵏ⁾(x)",
    "hyper([1,2],[3],x)": ("₂F₁⎛1, 2 │ x⎞\n   ⎝ 3   │  ⎠"),
    "meijerg([[1],[2]],[[3],[4]],x)": ("G_(2,2)^(1,1)⎛1  2 │ x⎞\n             ⎝3  4 │  ⎠"),
    "x**Rational(1,3)": "∛x",
    "x**Rational(-1,2)": "1/√x",
    "root(x,5)": "⁵√x",
    "x**(y**z)": "x^(yᶻ)",
    "x**-2": "1/x²",
    "(x/y)**n": "(x/y)ⁿ",
    "exp(I*pi/4)": "e^(iπ/4)",
    "exp(-x**2/2)/sqrt(2*pi)": "√2 e^(-x²/2)/(2√π)",
    "-x/(y+1)": "-x/(y + 1)",
    "2*x/3": "2x/3",
    "sqrt(2)/2": "√2/2",
    "sqrt(1+sqrt(2))": "√(1 + √2)",
    "sqrt(x/y)": "√(x/y)",
    "(1+1/x)/(1-1/x)": "(1 + 1/x)/(1 - 1/x)",
    "(x+1)*(x-1)/((x+2)*(x-3))": "(x - 1)(x + 1)/((x - 3)(x + 2))",
    "1/f(x)": "1/f(x)",
    "1/(x*(x+1))": "1/(x(x + 1))",
    "1/sin(x)": "1/sin(x)",
    "tan(x)/x": "tan(x)/x",
    "-(x+y)": "-x - y",
    "(x+y)**2": "(x + y)²",
    "expand((x+y)**5)": "x⁵ + 5x⁴y + 10x³y² + 10x²y³ + 5xy⁴ + y⁵",
    "apart(1/(x**2-1))": "-1/(2(x + 1)) + 1/(2(x - 1))",
    "integrate(1/(x**3+1),x)": "log(x + 1)/3 - log(x² - x + 1)/6 + √3 atan(2√3 x/3 - √3/3)/3",
    "solve(a*x**2+b*x+3,x)": "[(-b - √(-12a + b²))/(2a), (-b + √(-12a + b²))/(2a)]",
    "series(sin(x),x,0,6)": "x - x³/6 + x⁵/120 + O(x⁶)",
    "1.5e-10*x": "1.5 ⋅ 10⁻¹⁰x",
    "pi*I*x": "iπx",
    "[1/x,x**2]": "[1/x, x²]",
    "Tuple(x,y)": "(x, y)",
    "{x:1}": "{x : 1}",
    "Lambda(x,x**2)": "(x ↦ x²)",
    "Subs(f(x),x,0)": "f(x)|ₓ₌₀",
    "zoo": "∞̃",
    "nan": "NaN",
    "A*B.T": "ABᵀ",
    "A.I": "A⁻¹",
    "Adjoint(A)": "A†",
    "Determinant(A)": "|A|",
    "HadamardProduct(A,B)": "A ∘ B",
    "Poly(x**2+1,x)": "Poly(x² + 1, x, domain = ℤ)",
    "x*sin(y)*cos(x)": "x sin(y) cos(x)",
}


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec("from sympy import *", names)
    exec("x, y, z, a, b, n, k = symbols('x y z a b n k')", names)
    exec("f, A, B = Function('f'), MatrixSymbol('A', 2, 2), MatrixSymbol('B', 2, 2)", names)
    return names


@pytest.mark.parametrize(("expression", "text"), SHOWN.items(), ids=list(SHOWN))
def test_what_sympy_writes(expression: str, text: str, names: dict[str, Any]) -> None:
    value = eval(expression, names)
    # As `_repr_latex_` has it.
    assert latex_text(f"$\\displaystyle {names['latex'](value)}$") == text


def test_modes_of_sympy(names: dict[str, Any]) -> None:
    latex, x, y = names["latex"], names["x"], names["y"]
    assert latex_text(latex(x**2 / 2, mode="equation")) == "x²/2"
    assert latex_text(latex(x / y, mode="inline", fold_short_frac=True)) == "x/y"
    assert latex_text(latex((x + y) ** 2, itex=True)) == "(x + y)²"
    assert latex_text(latex(x * y, mul_symbol="dot")) == "x ⋅ y"
    matrix = names["Matrix"]([[1, 2], [3, 4]])
    assert latex_text(latex(matrix, mat_str="array", mat_delim="(")) == "⎛1  2⎞\n⎝3  4⎠"
    lines = names["multiline_latex"](x, names["cos"](x) + names["sin"](x), 1)
    assert latex_text(lines) == "x = sin(x)\n    + cos(x)"
