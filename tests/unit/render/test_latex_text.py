"""LaTeX as Unicode text."""

from __future__ import annotations

import pytest

from tui.render.latex.text import latex_text

SHOWN: list[tuple[str, str]] = [
    (
        r"F(k) = \int_{-\infty}^{\infty} f(x) e^{2\pi i k} dx",
        "       ∞\nF(k) = ∫  f(x)e^(2πik) dx\n       -∞",
    ),
    (r"-\, \frac1c\, \frac{\partial E}{\partial t}", "- (1/c) (∂E/∂t)"),
    (r"\int \frac{1}{x}\, dx", "∫ 1/x dx"),
    (r"\hat{\beta} = (X^\top X)^{-1}X^\top y", "β̂ = (XᵀX)⁻¹Xᵀy"),
    (r"\overline{x+y} \underline{z}", "x̅ ̅+̅ ̅y̅z̲"),
    (r"\ket{\psi} = \frac{1}{\sqrt{2}}(\ket{00} + \ket{11})", "|ψ⟩ = (1/√2)(|00⟩ + |11⟩)"),
    (
        r"\operatorname*{argmin}_{\theta\in\Theta}\ \frac1n\sum_{i=1}^n \ell(y_i, f_\theta(x_i))",
        "              n\nargmin (1/n)  ∑  ℓ(yᵢ, f_θ(xᵢ))\n θ∈Θ         i=1",
    ),
    (
        r"\left( \sum_{k=1}^n a_k \right)^{\!\!2} \leq x",
        "⎛ n    ⎞²\n⎜ ∑  aₖ⎟  ≤ x\n⎝k=1   ⎠",
    ),
    (r"$$e^{i\pi}+1=0 \tag{1}$$", "e^(iπ) + 1 = 0    (1)"),
    (r"\frac{\left(a+b\right)^{2}}{\left(c\right)}", "(a + b)²/(c)"),
    (r"\det\begin{pmatrix}a&b\\c&d\end{pmatrix}", "det ⎛a  b⎞\n    ⎝c  d⎠"),
    (r"\frac{x^{2} + 1}{\sqrt{x - 1}}", "(x² + 1)/√(x - 1)"),
    (r"$\displaystyle \frac{x^{2} + 1}{\sqrt{x - 1}}$", "(x² + 1)/√(x - 1)"),
    ("$x^2$", "x²"),
    (r"\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}", (" ∞\n ∑  1/n² = π²/6\nn=1")),
    (r"$\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}$", "∑ₙ₌₁^∞ 1/n² = π²/6"),
    (r"\int_0^1 x^2 \, dx = \frac{1}{3}", "∫₀¹ x² dx = 1/3"),
    (
        r"\int\limits_{-\infty}^{\infty} e^{- x^{2}}\, dx = \sqrt{\pi}",
        ("∞\n∫  e^(-x²) dx = √π\n-∞"),
    ),
    (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", ("lim (sin x)/x = 1\nx→0")),
    (
        r"\left[\begin{matrix}1 & \frac{x}{2}\\x^{2} & \sin{\left(x \right)}\end{matrix}\right]",
        ("⎡1    x/2  ⎤\n⎣x²  sin(x)⎦"),
    ),
    (
        r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}, \quad B^T",
        ("A = ⎛a  b⎞⁻¹,  Bᵀ\n    ⎝c  d⎠"),
    ),
    (
        r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        ("       ⎧x  if x > 0\nf(x) = ⎨\n       ⎩0  otherwise"),
    ),
    (
        r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \\ 3 & c\end{cases}",
        ("       ⎧x  if x > 0\nf(x) = ⎨0  otherwise\n       ⎩3  c"),
    ),
    (
        r"\begin{align} a &= b + c \\ &= d, & x &\le 3 \end{align}",
        ("a = b + c\n  = d,       x ≤ 3"),
    ),
    (r"\binom{n}{k} = \frac{n!}{k!(n-k)!}", ("⎛n⎞ = n!/(k!(n - k)!)\n⎝k⎠")),
    (r"$\binom{n}{k}$", "C(n, k)"),
    (r"\overline{AB} + \hat{x} + \vec v + \dot{x} + \tilde{xyz}", "A̅B̅ + x̂ + v⃗ + ẋ + tilde(xyz)"),
    (r"\underbrace{a + b + c}_{n}", ("a + b + c\n╰───┬───╯\n    n")),
    (r"\mathbb{R}^n \to \mathcal{L}(\mathfrak{g}, \mathbf{x})", "ℝⁿ → ℒ(𝔤, 𝐱)"),
    ("E = mc^2", "E = mc²"),
    (
        r"\frac{1}{2} m v^2 + \frac{a}{b}\frac{c}{d} + x\frac{1}{y}",
        "(1/2)mv² + (a/b)(c/d) + x (1/y)",
    ),
    (
        r"\frac{d^2 f}{dx^2} + \frac{\partial f}{\partial x} = \frac{d}{dx} f(x)",
        "d²f/dx² + ∂f/∂x = d/dx f(x)",
    ),
    (r"\frac{\partial^{2}}{\partial y\partial x} f{\left(x,y \right)}", "∂²/∂y∂x f(x, y)"),
    (r"\sin\frac{x}{2} \cos 2x \log_2(n)", "sin(x/2) cos 2x log₂(n)"),
    (
        r"\cfrac{1}{1+\cfrac{1}{1+\cfrac{1}{1+x}}}",
        ("         1\n───────────────────\n           1\n 1 + ─────────────\n     1 + 1/(1 + x)"),
    ),
    (r"\sqrt{\begin{matrix}1&2\\3&4\end{matrix}}", ("   _____\n  ╱ 1  2\n╲╱  3  4")),
    (r"\sqrt[3]{x}+\sqrt[n]{x+1}+\sqrt{2}x", "∛x + ⁿ√(x + 1) + √2 x"),
    (r"\left. f{\left(x \right)} \right|_{\substack{ x=0 }}", "f(x)|ₓ₌₀"),
    (
        r"{{}_{2}F_{1}\left(\begin{matrix} 1, 2 \\ 3 \end{matrix}\middle| {x} \right)}",
        ("₂F₁⎛1, 2 │ x⎞\n   ⎝ 3   │  ⎠"),
    ),
    (r"\left\{x\; \middle|\; x \in \mathbb{R} \wedge x > 0 \right\}", "{x | x ∈ ℝ ∧ x > 0}"),
    (r"\{x \mid x>0\}", "{x | x > 0}"),
    (r"x_{i,j}^{k} + x_b y + x_{max} + e^{i\omega t}", "x_(i,j)ᵏ + x_b y + xₘₐₓ + e^(iωt)"),
    (
        r"\forall \epsilon > 0\ \exists \delta > 0 : |x - a| < \delta"
        r" \implies |f(x) - L| < \epsilon",
        "∀ϵ > 0 ∃δ > 0 : |x - a| < δ ⟹ |f(x) - L| < ϵ",
    ),
    (r"\vec{\nabla} \times \vec{E} = -\frac{\partial \vec{B}}{\partial t}", "∇⃗ × E⃗ = -∂B⃗/∂t"),
    (r"i\hbar\frac{\partial}{\partial t}\Psi = \hat H \Psi", "iℏ ∂/∂t Ψ = ĤΨ"),
    (r"\begin{bmatrix}1 & 2 & 3\end{bmatrix}", "[1  2  3]"),
    (
        r"\begin{Bmatrix}1 \\ 2 \end{Bmatrix} \begin{vmatrix}1 & 2\\ 3&4\end{vmatrix}",
        ("⎧1⎫\n⎨ ⎬│1  2│\n⎩2⎭│3  4│"),
    ),
    (
        r"\left(\begin{array}{cc|c}1 & 2 & 3\\ 4 & 5 & 6\end{array}\right)",
        ("⎛1  2 │ 3⎞\n⎝4  5 │ 6⎠"),
    ),
    (r"\begin{array}{l|r}a & b\\ \hline 4 & 500\end{array}", ("a │   b\n───────\n4 │ 500")),
    (r"\sum_{\substack{0 \leq n \leq k\\0 \leq k \leq 5}} x^{n}", ("  ∑   xⁿ\n0≤n≤k\n0≤k≤5")),
    (
        r"\operatorname{atan}_{2}{\left(y,x \right)} \operatorname*{arg\,max}_x f(x)",
        ("atan₂(y, x) arg max f(x)\n               x"),
    ),
    (r"x \not= y, x \neq y, 90^\circ, f''(x), f'^2", "x ≠ y, x ≠ y, 90°, f″(x), f′²"),
    (
        r"a \xrightarrow[b]{cc} d \overset{!}{=} e \stackrel{def}{=} f",
        ("  cc   !   def\na ⟶  d = e  =  f\n  b"),
    ),
    (r"The value is $x^2$ and $$\frac{a}{b}$$ so.", ("The value is x² and\na/b\nso.")),
    (r"1 \over 2", "1/2"),
    (r"\left\langle \psi \middle| \phi \right\rangle", "⟨ψ | ϕ⟩"),
    (r"p = \mathrm{kg}\,\mathrm{m}/\mathrm{s}^2", "p = kg m/s²"),
    (
        r"\frac{\text{distance}}{\text{time taken}} \frac{\mathrm{m}}{\mathrm{kg}}",
        "(distance/(time taken))(m/kg)",
    ),
    (r"a \equiv b \pmod n, a \bmod b", "a ≡ b (mod n), a mod b"),
    (r"\foo{x} + \alpha", "\\foo x + α"),
    (
        r"{x}^{\left(n\right)} + {\left(x\right)}_{n}"
        r" + \log{\left(x \right)}^{2} + \sin^{2}{\left(x \right)}",
        "x⁽ⁿ⁾ + (x)ₙ + log(x)² + sin²(x)",
    ),
    (
        r"\frac{1}{\sin(x)} + \frac{1}{x(x+1)} + \frac{-x}{2} + \frac{2 x}{3}",
        "1/sin(x) + 1/(x(x + 1)) + (-x/2) + 2x/3",
    ),
    (r"1.5 \cdot 10^{-10} x", "1.5 ⋅ 10⁻¹⁰x"),
    (r"\boxed{E=mc^2}", ("┌─────────┐\n│ E = mc² │\n└─────────┘")),
    (r"\frac{\begin{pmatrix}1\\2\end{pmatrix}}{2} x", (" ⎛1⎞\n ⎝2⎠\n───── x\n  2")),
    (r"e^{\frac{x}{2}} + x^{y^{z}} + {x^a}^b + \sqrt{x}^2", "e^(x/2) + x^(yᶻ) + (xᵃ)ᵇ + (√x)²"),
    (r"\left\lfloor{x}\right\rfloor \left|{x}\right| \lVert x \rVert", "⌊x⌋|x|‖x‖"),
    (
        r"e^{\begin{pmatrix}1&2\\3&4\end{pmatrix}}"
        r" + \begin{pmatrix}1&2\\3&4\end{pmatrix}_{foo}^{b}",
        (" ⎛1  2⎞\n ⎝3  4⎠\ne       + ⎛1  2⎞ᵇ\n          ⎝3  4⎠\n                foo"),
    ),
    (r"\frac{\alpha_{1} + \beta}{\gamma \delta} \sqrt{\frac{a}{b}}", "((α₁ + β)/(γδ))√(a/b)"),
    (r"\mathbf{F} = m\mathbf{a}, \boldsymbol{\beta}", "𝐅 = m𝐚, 𝜷"),
    (r"P(A\mid B) = \frac{P(B \mid A)P(A)}{P(B)}", "P(A | B) = P(B | A)P(A)/P(B)"),
    (r"\left[ x, \  y\right] \left( x, \  y\right)", "[x, y](x, y)"),
    (
        r"\prod_{i<j}(x_i - x_j) \bigcup_{i=1}^n A_i",
        ("               n\n ∏  (xᵢ - xⱼ)  ⋃  Aᵢ\ni<j           i=1"),
    ),
    (r"\iint f{\left(x,y \right)}\, dx\, dy", "∬ f(x, y) dx dy"),
    (r"\oint_C \vec{E}\cdot d\vec{l} = 0", "∮_C E⃗ ⋅ dl⃗ = 0"),
    (r"\max_{x \in X} f(x) \limsup_{n\to\infty} a_n", ("max f(x) lim sup aₙ\nx∈X        n→∞")),
    (r"x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}", "x = (-b ± √(b² - 4ac))/(2a)"),
    (r"\ddots \vdots \cdots \ldots \\ x", ("⋱⋮⋯…\n   x")),
]


@pytest.mark.parametrize(("source", "text"), SHOWN, ids=[source[:60] for source, _ in SHOWN])
def test_formulas(source: str, text: str) -> None:
    assert latex_text(source) == text


@pytest.mark.parametrize(
    "around",
    ["{}", "$$ {} $$", "\\[{}\\]", "$\\displaystyle {}$", "\\begin{{equation}}{}\\end{{equation}}"],
)
def test_formulas_by_themselves(around: str) -> None:
    source = around.format(r"\sum_{k=0}^\infty x^k = \frac{1}{1 - x}")
    assert latex_text(source) == " ∞\n ∑  xᵏ = 1/(1 - x)\nk=0"


@pytest.mark.parametrize("around", ["${}$", r"\({}\)"])
def test_formulas_in_lines_of_text_stay_in_a_line(around: str) -> None:
    source = around.format(r"\sum_{k=0}^\infty x^k = \frac{1}{1 - x}")
    assert latex_text(source) == "∑ₖ₌₀^∞ xᵏ = 1/(1 - x)"


@pytest.mark.parametrize(
    "source",
    [
        "",
        " ",
        "just words",
        "\\",
        "$",
        "$$",
        "$$$$",
        "{",
        "x^2}",
        "{x^2",
        "x^2^3",
        "\\frac{1}",
        "\\frac",
        "\\sqrt[3",
        "\\left(x^2",
        "x^2\\right)",
        "\\left q x \\right)",
        "\\begin{matrix}1",
        "\\begin{matrix}1\\end{pmatrix}",
        "\\end{matrix}",
        "\\begin{tabular}{l}a\\end{tabular}",
        "\\(x^2\\]",
        "$x^2",
        "C:\\temp\\new",
        "\\nothing\\known\\here",
        "x_",
        "x^",
        "\\newcommand{\\a}{b}",
    ],
)
def test_what_is_no_formula(source: str) -> None:
    assert latex_text(source) is None


def test_long_formulas_are_parted_before_their_signs() -> None:
    source = "y = " + " + ".join(f"x_{number}^2" for number in range(9))
    assert latex_text(source, 30) == (
        "y = x₀² + x₁² + x₂² + x₃²\n    + x₄² + x₅² + x₆² + x₇²\n    + x₈²"
    )
    assert "\n" not in (latex_text(source, 60) or "\n")


def test_nothing_steers_the_terminal() -> None:
    assert latex_text("x^2 \\text{\x1b[2J\u202e}") == "x²␛[2J‹U+202E›"
    assert latex_text("\x07^2") == "␇²"
