"""Whether code looks complete, judged without a kernel.

This is the rule for kernels that answer `unknown` to `is_complete_request`, are busy, or are late.
It reads brackets, strings and comments crudely: where it is not sure, code is complete, because an
error that the kernel shows can be mended, and a prompt that does not run cannot.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

from tui.model import shell_code

INDENT = "    "

_PARSED_AT_ONCE = 4_000
"""Characters of code that are parsed at once: some 1 ms."""
_COMPOUND = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor),
    *(ast.While, ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Match),
)

_CLOSERS = {")": "(", "]": "[", "}": "{"}
_BLOCK_END = re.compile(r"\s*(return|pass|break|continue|raise)\b")
_MAGIC_LINE = re.compile(r"^[ \t]*[%!?][^\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Lexis:
    """What a family of languages takes for a comment and for a string."""

    comment: str = ""
    block_comment: tuple[str, str] = ("", "")
    line_quotes: str = '"'
    long_quotes: tuple[str, ...] = ()
    continued: str = r"\\"


_PYTHON = _Lexis("#", line_quotes="\"'", long_quotes=('"""', "'''"))
_C = _Lexis("//", ("/*", "*/"), "\"'")
_SCRIPT = _Lexis("//", ("/*", "*/"), "\"'", ("`",))
_R = _Lexis(
    "#", line_quotes="", long_quotes=('"', "'", "`"), continued=r"(?:[-+*/,&|~=]|<-|\|>|%[^%\s]*%)"
)
_JULIA = _Lexis("#", ("#=", "=#"), "", ('"""', '"', "`"))
_LISP = _Lexis(";", ("#|", "|#"), "", ('"',), continued="(?!)")
_DASHES = _Lexis("--", line_quotes="\"'")
_HASH = _Lexis("#", line_quotes="\"'")
_PERCENT = _Lexis("%", continued=r"\.\.\.")

_PYTHON_NAMES = frozenset({"python", "python2", "python3", "ipython", "ipython3", "sage", "cython"})
_LEXIS_BY_LANGUAGE = {
    **dict.fromkeys(_PYTHON_NAMES, _PYTHON),
    **dict.fromkeys(("c", "c++", "cpp", "c#", "csharp", "java", "kotlin", "rust", "scala"), _C),
    **dict.fromkeys(("dart", "fsharp", "groovy", "php", "swift"), _C),
    **dict.fromkeys(("javascript", "typescript", "js", "ts", "go"), _SCRIPT),
    **dict.fromkeys(("scheme", "lisp", "common lisp", "clojure", "racket", "hy"), _LISP),
    **dict.fromkeys(("lua", "sql", "haskell", "ada", "mysql"), _DASHES),
    **dict.fromkeys(
        ("ruby", "perl", "raku", "gnuplot", "tcl", "elixir", "nim", "powershell"), _HASH
    ),
    **dict.fromkeys(("matlab", "octave", "prolog", "latex", "erlang"), _PERCENT),
    "r": _R,
    "julia": _JULIA,
}


def is_surely_complete(code: str, language: str) -> bool:
    """Whether this is Python whose last statement cannot go on, so that no kernel need be asked.

    Those are most of what is entered. Where it is `False`, nothing is known.
    """
    if not _is_python(language) or len(code) > _PARSED_AT_ONCE:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            statements = ast.parse(code).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return bool(statements) and not isinstance(statements[-1], _COMPOUND)


def looks_complete(code: str, language: str) -> tuple[bool, str]:
    """Whether `code` can be run as it is and, if not, the blanks its next line begins with.

    `language` is the kernel's `language_info.name` or its lexer's name, in any case; one that is
    not known is read by brackets and strings in double quotes only. Blank code is complete.
    """
    if not code.strip():
        return True, ""
    if _is_python(language) and code.lstrip().startswith("%%"):
        complete = not code.rsplit("\n", 1)[-1].strip()
    elif _is_shell(language):
        complete = not shell_code.unclosed(code)
    else:
        bare, stack = _read(code, _lexis(language))
        complete = not stack and not _is_continued(bare, language)
        if complete and _is_python(language):
            complete = _python_block_ended(code, bare)
    return (True, "") if complete else (False, next_indent(code, language))


def unclosed(code: str, language: str) -> tuple[str, ...]:
    """The brackets, quotes and block words that are open where `code` ends, outermost first."""
    if _is_shell(language):
        return shell_code.unclosed(code)
    return _read(code, _lexis(language))[1]


def without_strings(code: str, language: str) -> str:
    """`code` with each string shrunk to `_` and its comments gone; of shell code, the latter."""
    return shell_code.bare(code) if _is_shell(language) else _read(code, _lexis(language))[0]


def next_indent(code: str, language: str) -> str:
    """The blanks that a line after `code` begins with: as the last line, deeper, or shallower."""
    bare = without_strings(code, language)
    last = bare.rsplit("\n", 1)[-1]
    indent = _indent_of(code.rsplit("\n", 1)[-1])
    text = last.strip()
    if text.endswith(("(", "[", "{")):
        return indent + INDENT
    if _is_python(language):
        if text.endswith(":"):
            return indent + INDENT
        if _BLOCK_END.match(last):
            return indent.removesuffix(INDENT)
    elif _is_shell(language) and shell_code.opens_block(text):
        return indent + INDENT
    return indent


def _is_python(language: str) -> bool:
    return language.strip().lower() in _PYTHON_NAMES


def _is_shell(language: str) -> bool:
    return language.strip().lower() in shell_code.LANGUAGES


def _lexis(language: str) -> _Lexis:
    return _LEXIS_BY_LANGUAGE.get(language.strip().lower(), _Lexis())


def _indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _python_block_ended(code: str, bare: str) -> bool:
    lines = code.split("\n")
    last = bare.rstrip().rsplit("\n", 1)[-1]
    waits = last.endswith(":") or last.lstrip().startswith("@")
    if not lines[-1].strip():
        # A second blank line runs whatever is there: the kernel then says what it misses.
        return not waits or (len(lines) > 2 and not lines[-2].strip())
    return not waits and (len(lines) == 1 or not last.startswith((" ", "\t")))


def _is_continued(bare: str, language: str) -> bool:
    return bool(re.search(_lexis(language).continued + r"[ \t]*\Z", bare))


def _read(code: str, lexis: _Lexis) -> tuple[str, tuple[str, ...]]:
    """`code` with its strings shrunk to `_` and its comments gone, and what is open at its end."""
    if lexis is _PYTHON:
        code = _MAGIC_LINE.sub(_without_delimiters, code)
    stack: list[str] = []
    bare: list[str] = []
    for match in _pattern(lexis).finditer(code):
        text = match[0]
        if match["endless_comment"] is not None:
            stack.append(lexis.block_comment[0])
        elif match["endless_string"] is not None:
            stack.append(match["quote"])
            bare.append("_")
        elif text == "\\\n":
            bare.append(" ")
        elif match["bracket"] is None:
            # In Python a line inside brackets goes on as part of the one it began in.
            joined = text.replace("\n", " ") if stack and lexis is _PYTHON else text
            bare.append("" if match["comment"] else "_" if match["string"] else joined)
        else:
            bare.append(text)
            if text in "([{":
                stack.append(text)
            elif stack and stack[-1] == _CLOSERS[text]:
                stack.pop()
    return "".join(bare), tuple(stack)


def _without_delimiters(match: re.Match[str]) -> str:
    """A magic or shell line: no Python, so its brackets and quotes stand for nothing."""
    return re.sub(r"[^\s%!?\\]", "_", match[0])


@lru_cache(maxsize=32)
def _pattern(lexis: _Lexis) -> re.Pattern[str]:
    """A pattern whose matches, one after the other, are all of the code."""
    nothing = "(?!)"
    begin, end = (re.escape(mark) for mark in lexis.block_comment)
    quotes = "|".join(lexis.long_quotes) or nothing
    line_strings = [rf"{q}(?:\\(?s:.)|[^\\\n{q}])*{q}?" for q in lexis.line_quotes]
    marks = lexis.comment + "".join(lexis.block_comment) + "".join(lexis.long_quotes)
    special = re.escape("".join(sorted({*marks, *lexis.line_quotes, *"[](){}\\"})))
    block = rf"{begin or nothing}(?s:.)*?(?:{end}|(?P<endless_comment>\Z))"
    line = rf"{re.escape(lexis.comment)}[^\n]*" if lexis.comment else nothing
    long = rf"(?P<quote>{quotes})(?s:\\.|(?!(?P=quote))[^\\])*(?:(?P=quote)|(?P<endless_string>\Z))"
    return re.compile(
        rf"(?P<comment>{block}|{line})"
        rf"|(?P<string>{'|'.join([long, *line_strings])})"
        rf"|(?P<bracket>[][(){{}}])"
        rf"|\\(?s:.)|[^{special}]+|(?s:.)"
    )
