"""Code for IPython made Python: what only IPython knows becomes comments."""

from __future__ import annotations

import ast
import re
import warnings

_MOST_MAGICS = 200
"""Lines of one cell that are looked at one by one; with more of them the cell is a comment."""

_CELL_MAGIC = re.compile(r"\s*%%[^\s%]")
_MAGIC = re.compile(
    r"""\s*(
        %{1,2}[A-Za-z_]         # a magic
        | !{1,2}\s*\S           # a command of the shell
        | \?{1,2}\s*[\w.*%]     # help asked before a name
        | [,;/]\s*[A-Za-z_]     # a call without brackets
        | [^\n'"\#=]*\w\)?\?{1,2}\s*(\#.*)?$        # help asked after a name
        | [\w.,\ *\[\]'"]+=\s*(%[A-Za-z_]|!)        # what a magic or a command gives
    )""",
    re.VERBOSE,
)


def as_python(code: str) -> str:
    """Code of a cell as Python that parses: as it is, or with comments for what is none."""
    if _parses(code):
        return code
    if _CELL_MAGIC.match(code):
        return _all_comments(code)
    lines = code.split("\n")
    for _ in range(_MOST_MAGICS):
        place = _broken_line("\n".join(lines))
        if place is None:
            return "\n".join(lines)
        # Where a line goes on in the next one, either may be named.
        while 0 < place < len(lines) and lines[place - 1].endswith("\\"):
            place -= 1
        if not (0 <= place < len(lines) and _MAGIC.match(lines[place])):
            break
        _hide(lines, place)
    return _all_comments(code)


def _hide(lines: list[str], place: int) -> None:
    """Make a line a comment, and those that go on with it."""
    first = lines[place]
    bare = first.lstrip()
    indent = first[: len(first) - len(bare)]
    # The block that it stands in may have nothing else.
    lines[place] = f"{indent}pass  # {bare}" if indent else f"# {bare}"
    while first.endswith("\\") and place + 1 < len(lines):
        place += 1
        first = lines[place]
        lines[place] = f"{indent}# {first.removeprefix(indent)}"


def _all_comments(code: str) -> str:
    # All that Python or an editor takes for the end of a line.
    return "\n".join(f"# {line}".rstrip() for line in code.splitlines())


def _parses(code: str) -> bool:
    return _broken_line(code) is None


def _broken_line(code: str) -> int | None:
    """The place of the first line that is no Python, counted from 0; -1 if it cannot be told."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(code)
        except SyntaxError as error:
            return (error.lineno or 0) - 1
        except (ValueError, MemoryError, RecursionError):
            # Null bytes, and code nested deeper than the parser goes.
            return -1
    return None
