"""What is open in shell code: quotes, brackets, block words, here-documents and pipes."""

from __future__ import annotations

import re

LANGUAGES = frozenset(
    {"bash", "sh", "zsh", "ksh", "shell", "shell-script", "shellscript", "console"}
)

_TOKEN = re.compile(
    r"""(?P<comment>(?<![^\s;&|()])\#[^\n]*)
    |(?P<single>'[^']*(?:'|(?P<open_single>\Z)))
    |(?P<double>"(?s:\\.|[^"\\])*(?:"|(?P<open_double>\Z)))
    |(?P<here>(?<!<)<<-?[ \t]*(?P<fence>'[^'\n]+'|"[^"\n]+"|[A-Za-z_\\][\w\\]*))
    |(?P<joined>\\\n)
    |(?P<operator>&&|\|\||;;|[;&|()\n])
    |(?P<word>(?:\\[^\n]|[^\s;&|()'"\\<>]|<(?!<))+)
    |(?s:.)""",
    re.VERBOSE,
)
_OPENS = {"if": "fi", "do": "done", "case": "esac", "{": "}"}
_LOOPS = frozenset({"for", "while", "until", "select"})
_LEADS = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"})


def unclosed(code: str) -> tuple[str, ...]:
    """What is open where `code` ends, outermost first; a trailing pipe or backslash counts."""
    return _Reader(code).stack


def bare(code: str) -> str:
    """`code` without its comments."""
    return "".join(match[0] for match in _TOKEN.finditer(code) if not match["comment"])


def opens_block(line: str) -> bool:
    """Whether the next line, after this one without blanks around it, belongs deeper."""
    return bool(re.search(r"(?:^|[\s;])(?:then|do|else|in|\{)$|\)\s*\{$", line))


class _Reader:
    """Reads shell code once, word by word, keeping what is open."""

    def __init__(self, code: str) -> None:
        self._stack: list[str] = []
        self._fences: list[str] = []
        self._commanding = True
        self._trailing = ""
        position = 0
        while (match := _TOKEN.match(code, position)) is not None:
            position = match.end()
            if match["operator"] == "\n" and self._fences:
                position = self._skip_documents(code, position)
            self._take(match)

    @property
    def stack(self) -> tuple[str, ...]:
        trailing = (self._trailing,) if self._trailing else ()
        return (*self._stack, *(f"<<{fence}" for fence in self._fences), *trailing)

    def _skip_documents(self, code: str, position: int) -> int:
        """The position after the here-documents that begin at `position`, those that end."""
        while self._fences:
            end = re.compile(rf"^\t*{re.escape(self._fences[0])}$", re.MULTILINE)
            if (match := end.search(code, position)) is None:
                return len(code)
            self._fences.pop(0)
            position = match.end()
        return position

    def _take(self, match: re.Match[str]) -> None:
        text = match[0]
        if match["comment"] or text in (" ", "\t"):
            return
        if match["joined"] or text in ("|", "||", "&&", "\\"):
            self._trailing = text
        elif text != "\n":
            self._trailing = ""
        if match["open_single"] is not None or match["open_double"] is not None:
            self._stack.append(text[0])
        elif match["here"]:
            self._fences.append(match["fence"].strip("'\"").replace("\\", ""))
        elif match["operator"]:
            self._take_operator(text)
        else:
            self._take_word(text)

    def _take_operator(self, text: str) -> None:
        if text == "(":
            self._stack.append(text)
        elif text == ")" and self._stack[-1:] == ["("]:
            self._stack.pop()
        self._commanding = True

    def _take_word(self, text: str) -> None:
        if self._commanding and text in _LOOPS:
            self._stack.append("do")
        elif self._commanding and text in _OPENS and text != "do":
            self._stack.append(text)
        elif self._commanding and self._stack and _OPENS.get(self._stack[-1]) == text:
            self._stack.pop()
        leads = self._commanding and text in _LEADS
        self._commanding = leads or (text == "in" and self._stack[-1:] == ["case"])
