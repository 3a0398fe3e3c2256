"""The signs that commands stand for, as amsmath, amssymb and MathJax have them."""

from __future__ import annotations

from tui.render.latex.nodes import Kind, Symbol


def _pairs(text: str, kind: Kind, limits: bool = False) -> dict[str, Symbol]:
    words = text.split()
    return {
        name: Symbol(sign, kind, limits) for name, sign in zip(words[::2], words[1::2], strict=True)
    }


_ORDINARY = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ
Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω
varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ
varOmega Ω upalpha α upbeta β upmu μ uppi π upsigma σ
infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ daleth ℸ
imath ı jmath ȷ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥
angle ∠ measuredangle ∡ sphericalangle ∢ triangle △ square □ Box □ blacksquare ■ Diamond ◇
lozenge ◊ bigstar ★ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯
checkmark ✓ maltese ✠ dagger † ddagger ‡ dag † ddag ‡ S § P ¶ copyright © pounds £ euro € yen ¥
degree ° prime ′ backprime ‵ ldots … dots … cdots ⋯ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso …
vdots ⋮ ddots ⋱ iddots ⋰ adots ⋰ mathellipsis … textellipsis … complement ∁ eth ð Finv Ⅎ Game ⅁
mho ℧ surd √ diagup ╱ diagdown ╲ backslash \\ # # % % _ _ $ $ vert | Vert ‖ lq ‘ rq ’ i ı j ȷ
AA Å aa å ae æ AE Æ o ø O Ø ss ß oe œ OE Œ l ł L Ł blacktriangle ▲ blacktriangledown ▼
triangledown ▽ bigcirc ◯ textbackslash \\ textasciitilde ~ textasciicircum ^ textunderscore _
textbar | textless < textgreater > textdegree ° textmu µ textregistered ® texttrademark ™
N ℕ Z ℤ Q ℚ R ℝ C ℂ Bbbk 𝕜 & & slash /
"""

_BINARY = """
pm ± mp ∓ times × div ÷ cdot ⋅ ast * star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘
odot ⊙ cap ∩ cup ∪ Cap ⋒ Cup ⋓ uplus ⊎ sqcap ⊓ sqcup ⊔ wedge ∧ land ∧ vee ∨ lor ∨ barwedge ⊼
veebar ⊻ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿ dotplus ∔ ltimes ⋉ rtimes ⋊ bowtie ⋈ boxplus ⊞
boxminus ⊟ boxtimes ⊠ boxdot ⊡ diamond ⋄ triangleleft ◁ triangleright ▷ bigtriangleup △
bigtriangledown ▽ circledast ⊛ circledcirc ⊚ circleddash ⊝ intercal ⊺ centerdot ⋅ curlywedge ⋏
curlyvee ⋎ divideontimes ⋇ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ bmod mod doublewedge ⩞
"""

_RELATIONS = """
le ≤ leq ≤ ge ≥ geq ≥ leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧ lt < gt > ne ≠ neq ≠ equiv ≡ sim ∼
simeq ≃ approx ≈ approxeq ≊ cong ≅ ncong ≇ propto ∝ varpropto ∝ asymp ≍ doteq ≐ doteqdot ≑ ll ≪
gg ≫ lll ⋘ ggg ⋙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ in ∈ notin ∉ ni ∋
owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ nsubseteq ⊈ nsupseteq ⊉ subsetneq ⊊ supsetneq ⊋
sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ Subset ⋐ Supset ⋑ mid | nmid ∤ parallel ∥
nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ smile ⌣
frown ⌢ therefore ∴ because ∵ triangleq ≜ coloneqq ≔ coloneq ≔ eqqcolon ≕ Coloneqq ⩴ colon :
between ≬ pitchfork ⋔ bumpeq ≏ Bumpeq ≎ circeq ≗ eqcirc ≖ lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷
lesseqgtr ⋚ gtreqless ⋛ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nprec ⊀ nsucc ⊁ nsim ≁ trianglelefteq ⊴
trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳ backsim ∽ eqsim ≂ gneq ⪈ lneq ⪇
risingdotseq ≓ fallingdotseq ≒ lessapprox ⪅ gtrapprox ⪆ vcentcolon :
to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵
longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ uparrow ↑ downarrow ↓
updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖
hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼
leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ leadsto ⇝ rightsquigarrow ⇝
twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ rightleftarrows ⇄
leftrightarrows ⇆ rightrightarrows ⇉ leftleftarrows ⇇ upuparrows ⇈ downdownarrows ⇊ nrightarrow ↛
nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍ nleftrightarrow ↮ nLeftrightarrow ⇎ curvearrowright ↷
curvearrowleft ↶ circlearrowright ↻ circlearrowleft ↺ Rrightarrow ⇛ Lleftarrow ⇚ dashrightarrow ⇢
dashleftarrow ⇠ multimap ⊸ lightning ↯
"""

_LARGE = """
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀
biguplus ⨄ bigsqcup ⨆ bigsqcap ⨅ lim lim limsup lim_sup liminf lim_inf injlim inj_lim
projlim proj_lim varinjlim inj_lim varprojlim proj_lim varlimsup lim_sup varliminf lim_inf
"""
_INTEGRALS = "int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ smallint ∫ fint ⨍ idotsint ∫⋯∫"
_FUNCTIONS = """
sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth sech csch log ln lg exp arg
deg dim hom ker sgn arsinh arcosh artanh
"""
_LIMITED = "max min sup inf det gcd lcm Pr argmax argmin"
_OPENING = """
lbrace { { { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert |
lVert ‖ lgroup ⟮ ulcorner ⌜ llbracket ⟦
"""
_CLOSING = """
rbrace } } } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert |
rVert ‖ rgroup ⟯ urcorner ⌝ rrbracket ⟧
"""

SYMBOLS: dict[str, Symbol] = {
    **_pairs(_ORDINARY, Kind.ORDINARY),
    **_pairs(_BINARY, Kind.BINARY),
    **_pairs(_RELATIONS, Kind.RELATION),
    **{
        name: Symbol(symbol.text.replace("_", " "), Kind.LARGE, True)
        for name, symbol in _pairs(_LARGE, Kind.LARGE, True).items()
    },
    **_pairs(_INTEGRALS, Kind.LARGE),
    **_pairs(_OPENING, Kind.OPENING),
    **_pairs(_CLOSING, Kind.CLOSING),
    **{name: Symbol(name, Kind.FUNCTION) for name in _FUNCTIONS.split()},
    **{name: Symbol(name, Kind.FUNCTION, True) for name in _LIMITED.split()},
    "|": Symbol("‖"),
}
"""By command, without its backslash."""

SIGNS: dict[str, Symbol] = {
    **{sign: Symbol(sign, Kind.BINARY) for sign in "+-*±×÷⋅∧∨∪∩⊕⊗∘−"},
    **{sign: Symbol(sign, Kind.RELATION) for sign in "=<>:≤≥≠≈≡∈∉⊂⊆→⇒↦∼∝⇔"},
    **{sign: Symbol(sign, Kind.MARK) for sign in ",;"},
    **{sign: Symbol(sign, Kind.OPENING) for sign in "([⟨⌊⌈"},
    **{sign: Symbol(sign, Kind.CLOSING) for sign in ")]⟩⌋⌉"},
    **{sign: Symbol(sign, Kind.LARGE, True) for sign in "∑∏"},
    **{sign: Symbol(sign, Kind.LARGE) for sign in "∫∮∬∭"},
}
"""By character, of those that are more than letters."""

SPACES: dict[str, int] = {
    **dict.fromkeys((",", ":", ";", ">", " ", "\n", "\t", "thinspace", "medspace", "space"), 1),
    **dict.fromkeys(("thickspace", "enspace", "nobreakspace", "enskip", "hfill", "hfil"), 1),
    **{"quad": 2, "qquad": 4},
    **dict.fromkeys(("!", "negthinspace", "negmedspace", "negthickspace", "/", "-", "@"), 0),
}
"""Cells by command."""

_NOTHING = (
    "displaylimits nonumber notag allowbreak nobreak break noindent centering par relax"
    " scriptstyle scriptscriptstyle mathstrut strut boldmath unboldmath protect itshape"
    " bfseries normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge"
    " Huge null hline ignorespaces unskip medskip smallskip bigskip newline linebreak"
)
NOTHING = frozenset(_NOTHING.split())
"""Commands that say nothing about the words."""

SWALLOWING: dict[str, int] = {
    **{"label": 1, "vspace": 1, "require": 1, "cline": 1, "cmidrule": 1, "color": 1, "hphantom": 1},
    **{"vphantom": 1, "ref": 0, "eqref": 0, "usepackage": 1, "documentclass": 1, "class": 1},
    **{"style": 1, "cssId": 1, "addlinespace": 0, "toprule": 0, "midrule": 0, "bottomrule": 0},
    **{"textcolor": 1, "colorbox": 1, "href": 1, "bbox": 0},
}
"""Commands with how many arguments nothing is shown of."""

BIG = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
"""Commands that make the bracket behind them larger, which it is not in text."""

STYLES: dict[str, str] = {
    **{"mathbb": "bb", "Bbb": "bb", "mathds": "bb", "mathbbm": "bb", "mathcal": "cal"},
    **{"mathscr": "cal", "mathfrak": "frak", "mathbf": "bf", "boldsymbol": "bm", "bm": "bm"},
    **{"mathsf": "sf", "mathtt": "tt", "mathrm": "", "mathit": "", "mathnormal": "", "pmb": "bf"},
    **{"symbf": "bf", "symup": "", "symbb": "bb", "symcal": "cal", "symfrak": "frak", "bold": "bf"},
    **{"frak": "frak", "mathbfit": "bm", "symbfit": "bm"},
}
"""Alphabets by the command that has the letters as its argument."""

SWITCHES: dict[str, str] = {"bf": "bf", "rm": "", "it": "", "cal": "cal", "sf": "sf", "tt": "tt"}
"""Alphabets by the command for all that follows it in its braces."""

_TEXTS = (
    "text textrm textit textbf texttt textsf textnormal textup textsc mbox hbox emph textsl"
    " textmd section subsection subsubsection paragraph title"
)
TEXTS = frozenset(_TEXTS.split())
"""Commands whose argument is text."""
