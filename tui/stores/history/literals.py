"""What a text must have for a regular expression to match: the part of a search an index can do."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|\(\?(?:P(?=[<=>]))?[A-Za-z#-]?|.", re.DOTALL
)

_SHORTEST = 2

# Escapes of which nothing is left behind them, unlike those with a number or a name.
_PLAIN_ESCAPES = frozenset("AZbBdDsSwWntrfvmMKXR")

# Without regard to case "s" also matches a letter that folds to itself, and "i" has four forms.
_MANY_FORMS = frozenset("isIS")


def literals_of(expression: str, case_sensitive: bool) -> tuple[str, ...]:
    """Texts that are in all that `expression` matches, folded unless `case_sensitive`.

    There may be more of them: whatever is in a group, or beside an alternative, is left out.
    """
    runs = [""]
    depth = 0
    for part in _PARTS.findall(expression):
        literal = ""
        if part.startswith("("):
            if part[2:] not in ("", "P"):
                return ()
            depth += 1
        elif part == ")":
            depth -= 1
        elif depth > 0:
            continue
        elif part == "|" or (part.startswith("[") and "[" in part[1:]):
            return ()
        elif part in ("*", "?") or (part.startswith("{") and len(part) > 1):
            runs[-1] = runs[-1][:-1]
        elif part.startswith("\\") and part[1:].isalnum():
            if part[1:] not in _PLAIN_ESCAPES:
                return ()
        elif part.startswith("\\"):
            literal = part[1:]
        elif len(part) == 1 and part not in "+.^$[":
            literal = part
        if literal and (case_sensitive or (literal.isascii() and literal not in _MANY_FORMS)):
            runs[-1] += literal if case_sensitive else literal.lower()
        else:
            runs.append("")
    return tuple(run for run in runs if len(run) >= _SHORTEST)
