"""Letters in other alphabets, raised and lowered ones, accents: what Unicode has of them."""

from __future__ import annotations

import unicodedata

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _run(letters: str, first: int, odd: dict[str, str] | None = None) -> dict[str, str]:
    run = {letter: chr(first + place) for place, letter in enumerate(letters)}
    return run | {letter: char for letter, char in (odd or {}).items() if letter in run}


_DOUBLE = {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}
_SCRIPT = {
    **{"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"},
    **{"e": "ℯ", "g": "ℊ", "o": "ℴ"},
}
_FRAKTUR = {"C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"}

ALPHABETS: dict[str, dict[str, str]] = {
    "bb": _run(_UPPER, 0x1D538, _DOUBLE) | _run(_LOWER, 0x1D552) | _run(_DIGITS, 0x1D7D8),
    "cal": _run(_UPPER, 0x1D49C, _SCRIPT) | _run(_LOWER, 0x1D4B6, _SCRIPT),
    "frak": _run(_UPPER, 0x1D504, _FRAKTUR) | _run(_LOWER, 0x1D51E),
    "bf": _run(_UPPER, 0x1D400)
    | _run(_LOWER, 0x1D41A)
    | _run(_DIGITS, 0x1D7CE)
    | _run(_GREEK, 0x1D6A8),
    "bm": _run(_UPPER, 0x1D468)
    | _run(_LOWER, 0x1D482)
    | _run(_DIGITS, 0x1D7CE)
    | _run(_GREEK, 0x1D71C),
    "sf": _run(_UPPER, 0x1D5A0) | _run(_LOWER, 0x1D5BA) | _run(_DIGITS, 0x1D7E2),
    "tt": _run(_UPPER, 0x1D670) | _run(_LOWER, 0x1D68A) | _run(_DIGITS, 0x1D7F6),
    "": {},
}
"""By name, from a character to that of the alphabet."""

_PLAIN_RAISED = "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′″‴*†‡°∘⊤−"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′″‴*†‡°°ᵀ⁻"
_PLAIN_LOWERED = "0123456789+-=()aehijklmnoprstuvxβγρφχ−"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋"

_RAISING = dict(zip(_PLAIN_RAISED, _RAISED, strict=True))
_LOWERING = dict(zip(_PLAIN_LOWERED, _LOWERED, strict=True))

ACCENTS: dict[str, tuple[str, str]] = {
    "hat": ("\u0302", "hat"),
    "widehat": ("\u0302", "hat"),
    "check": ("\u030c", "check"),
    "widecheck": ("\u030c", "check"),
    "tilde": ("\u0303", "tilde"),
    "widetilde": ("\u0303", "tilde"),
    "acute": ("\u0301", "acute"),
    "grave": ("\u0300", "grave"),
    "dot": ("\u0307", "dot"),
    "ddot": ("\u0308", "ddot"),
    "dddot": ("\u20db", "dddot"),
    "ddddot": ("\u20dc", "ddddot"),
    "breve": ("\u0306", "breve"),
    "bar": ("\u0304", ""),
    "overline": ("\u0305", ""),
    "underline": ("\u0332", ""),
    "underbar": ("\u0332", ""),
    "vec": ("\u20d7", ""),
    "overrightarrow": ("\u20d7", ""),
    "overleftarrow": ("\u20d6", ""),
    "mathring": ("\u030a", "ring"),
    "cancel": ("\u0338", ""),
    "bcancel": ("\u0338", ""),
    "xcancel": ("\u0338", ""),
    "not": ("\u0338", ""),
}
"""By command: a combining character, and the name that stands before several characters.

Without a name every one of these gets the mark.
"""


def raised(text: str) -> str | None:
    """The text as superscript; `None` unless every character has one."""
    return _mapped(text, _RAISING)


def lowered(text: str) -> str | None:
    """The text as subscript; `None` unless every character has one."""
    return _mapped(text, _LOWERING)


def _mapped(text: str, chars: dict[str, str]) -> str | None:
    found = [chars.get(char) for char in text]
    return None if None in found else "".join(filter(None, found))


def in_alphabet(text: str, name: str) -> str:
    """The text in an alphabet, as far as it has the characters."""
    chars = ALPHABETS.get(name)
    return "".join(chars.get(char, char) for char in text) if chars else text


# What goes on over blanks.
_LINES = ("\u0305", "\u0332")


def accented(text: str, mark: str) -> str:
    """Every character of a text with a combining one behind it."""
    marked: list[str] = []
    for char in text:
        if (char.isspace() and mark not in _LINES) or (unicodedata.combining(char) and marked):
            marked.append(char)
        else:
            # A letter without its dot takes the accent.
            marked.append({"ı": "i", "ȷ": "j"}.get(char, char) + mark)
    # What was marked already takes its marks before the new one.
    return unicodedata.normalize("NFC", "".join(marked))
