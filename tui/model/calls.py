"""The call that is being typed, and the one line that says what it takes.

Code is read crudely and from at most `REACH` code points before the cursor on, in the manner of
Python: brackets in strings and comments stand for nothing.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tui.model.clean import clean

REACH = 2_000
"""How far back a call's bracket is looked for, in code points."""

# How many open brackets, from the innermost on, are looked at, and what stands before each.
_DEPTH = 50
_LONGEST_NAME = 200
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<quote>\"\"\"|''')(?s:\\.|(?!(?P=quote))[^\\])*(?P<closed>(?P=quote)|\Z)"
    r"|(?P<mark>[\"'])(?:\\(?s:.)|(?!(?P=mark))[^\\\n])*(?P<ended>(?P=mark)|(?=\n)|\Z)"
    r"|(?P<sign>[][(){},])"
    r"|\\(?s:.)"
)
_CALLEE = re.compile(
    r"(?P<before>\b(?:def|class)[ \t]+)?(?<![\w.])(?P<name>(?!\d)[\w.]*\w)[ \t]*\Z"
)
_NO_CALLEES = frozenset(keyword.kwlist)
_NAMED = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose arguments are being typed.

    `callee_end` is where the callee's name ends, in code points from the code's start; `argument`
    is how many arguments stand before the current one, `keyword` its name where it has one.
    """

    callee_end: int
    argument: int
    keyword: str = ""


@dataclass(slots=True)
class _Open:
    """An open bracket, or an open string's quote; `after` is where the current item begins."""

    sign: str
    position: int
    after: int
    commas: int = 0


def call_at(code: str, cursor: int) -> Call | None:
    """The innermost call around `cursor`, also from within a string; `None` in comments."""
    start = _reading_start(code, cursor)
    text = code[start:cursor]
    stack = _open(text)
    if stack is None:
        return None
    for opened in islice(reversed(stack), _DEPTH):
        near = max(0, opened.position - _LONGEST_NAME)
        callee = _CALLEE.search(text[near : opened.position]) if opened.sign == "(" else None
        if callee is None or callee["before"] or callee["name"] in _NO_CALLEES:
            continue
        end = start + near + callee.end("name")
        named = _NAMED.match(text, opened.after)
        return Call(end, opened.commas, named[1] if named else "")
    return None


def open_signs(code: str) -> tuple[str, ...]:
    """The brackets and the quote that are open at the end of `code`, outermost first."""
    return tuple(opened.sign for opened in _open(code) or ())


def _reading_start(code: str, cursor: int) -> int:
    """The start of a line at most `REACH` before the cursor, or exactly there in a long line."""
    if cursor <= REACH:
        return 0
    line_end = code.find("\n", cursor - REACH, cursor)
    return cursor - REACH if line_end < 0 else line_end + 1


def _open(text: str) -> list[_Open] | None:
    """What is open at the end of `text`; `None` when that is in a comment."""
    stack: list[_Open] = []
    depths = dict.fromkeys("([{", 0)
    for token in _TOKEN.finditer(text):
        sign, at = token["sign"], token.start()
        if token["comment"] is not None:
            if token.end() == len(text):
                return None
        elif (quote := token["quote"] or token["mark"]) is not None:
            if token.end() == len(text) and not (token["closed"] or token["ended"]):
                stack.append(_Open(quote, at, token.end()))
        elif sign is None:
            continue
        elif sign == ",":
            if stack:
                stack[-1].commas += 1
                stack[-1].after = at + 1
        elif sign not in _CLOSERS:
            stack.append(_Open(sign, at, at + 1))
            depths[sign] += 1
        elif depths[_CLOSERS[sign]]:
            while (inner := stack.pop().sign) != _CLOSERS[sign]:
                depths[inner] -= 1
            depths[inner] -= 1
    return stack


# Signatures.

_READ = 20_000
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[^\n]\x08")
_HEADING = re.compile(r"^[A-Z][A-Za-z ]{0,30}:(?=\s|$)", re.MULTILINE)
_SIGNATURE = re.compile(r"^(?:[A-Z][a-z]+ s|S)ignature:", re.MULTILINE)
_DOCSTRING = re.compile(r"^(?:[A-Z][a-z]+ d|D)ocstring:", re.MULTILINE)
_LOOKS_LIKE_ONE = re.compile(r"[\w.:$!?*<>/+-]*[\w!?>]\(.*\)(?:\s*(?:->|:).*)?\s*\Z")
# What CPython says of classes written in C: nothing.
_TELLS_NOTHING = re.compile(r"[\w.]+\(self, /, \*args, \*\*kwargs\)")


def signature_of(plain_help: str) -> str:
    """The signature in the `text/plain` of an inspection, as one clean line; "" when none is there.

    IPython's help has it under a heading, or else in the first line of the docstring; of other
    help, which may begin with it, the first line counts. Only the beginning of long help is read.
    """
    text = _ESCAPE.sub("", plain_help[:_READ].replace("\r\n", "\n"))
    found = ""
    if heading := _SIGNATURE.search(text):
        found = _one_line(_below(text, heading.end()))
    if found and not _TELLS_NOTHING.fullmatch(found):
        return found
    docstring = _DOCSTRING.search(text)
    below = text if docstring is None and not found else ""
    if docstring is not None:
        below = _below(text, docstring.end())
    first = below.strip().split("\n", 1)[0]
    return clean(first.strip()) if _LOOKS_LIKE_ONE.match(first) else found


def _below(text: str, start: int) -> str:
    """What stands under a heading that ends at `start`."""
    following = _HEADING.search(text, start)
    return text[start : following.start() if following else len(text)]


def _one_line(text: str) -> str:
    joined = " ".join(text.split())
    return clean(re.sub(r",? \)", ")", joined.replace("( ", "(")))


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature cut to a width; `text[start:end]` is the current parameter, empty for none."""

    text: str
    start: int = 0
    end: int = 0


def signature_line(signature: str, call: Call, width: int) -> SignatureLine:
    """`signature` in at most `width` code points, with the parameter that `call` gives in sight."""
    parameters = list(_parameters(signature))
    start, end = _current(signature, parameters, call)
    if len(signature) <= width:
        return SignatureLine(signature, start, end)
    if width <= 0:
        return SignatureLine("")
    if end < width:
        return SignatureLine(signature[: width - 1] + "…", start, end)
    head = signature[: parameters[0][0]] + "…, "
    room = width - len(head) - 1
    if len(head) > width // 2 or room <= 0:
        head, room = "…", width - 2
    # Parameters before the current one, as many as there is room for.
    first = next((at for at, _ in parameters if end - at <= room and at <= start), start)
    rest = signature[first:]
    shown = rest if len(rest) <= room + 1 else rest[: max(0, room)] + "…"
    moved = len(head) - first
    line = (head + shown)[:width]
    return SignatureLine(line, min(start + moved, len(line)), min(end + moved, len(line)))


def _parameters(signature: str) -> Iterator[tuple[int, int]]:
    """Where each parameter begins and ends, without the blanks around it."""
    depth, start = 0, 0
    for token in _TOKEN.finditer(signature):
        sign, at = token["sign"], token.start()
        if sign is None:
            continue
        if depth == 1 and sign in ",)":
            yield _stripped(signature, start, at)
        depth += sign in "([{"
        depth -= sign in ")]}"
        if depth == 0 and sign == ")":
            return
        if (sign == "(" and depth == 1) or (sign == "," and depth == 1):
            start = at + 1
    if depth:
        yield _stripped(signature, start, len(signature))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), max(start, start + len(part.rstrip()))


def _current(signature: str, parameters: list[tuple[int, int]], call: Call) -> tuple[int, int]:
    """Where the parameter is that the call's current argument is for; an empty range for none."""
    rest: tuple[int, int] | None = None
    keywords: tuple[int, int] | None = None
    positional: list[tuple[int, int]] = []
    for start, end in parameters:
        text = signature[start:end]
        name = re.split(r"[\s:=]", text.lstrip("*["), maxsplit=1)[0]
        if call.keyword and name == call.keyword:
            return start, end
        if text.startswith("**"):
            keywords = (start, end)
        elif text.startswith("*"):
            rest = rest or (start, end)
        elif text and text != "/" and rest is None:
            positional.append((start, end))
    if call.keyword:
        return keywords or (0, 0)
    if call.argument < len(positional):
        return positional[call.argument]
    return rest if rest is not None and rest[1] - rest[0] > 1 else (0, 0)
