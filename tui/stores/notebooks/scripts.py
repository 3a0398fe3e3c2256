"""Notebooks as scripts whose cells are marked as editors know them.

A cell begins with a comment `# %% In [3]`, one of text with `# %% [markdown]`, in the comments of
its language; VS Code, Spyder, PyCharm and jupytext take such files for notebooks. Text is written
as comments, outputs are not written.

Python has to stay Python: IPython's magics (`%`, `%%`, `!`, `?`) become comments, indented ones
after a `pass`, and so does a whole cell that is no Python for another reason. A line at the top
says so. An `await` outside of a function stays: editors run it. Other languages stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tui.model.notebook.plain import plain_text
from tui.stores.notebooks.python_code import as_python
from tui.stores.notebooks.writing import SeenFile, write_file
from tui.wire.decode import count_of, object_of, text_of
from tui.wire.message import Json, JsonObject


@dataclass(frozen=True, slots=True)
class _Comment:
    """How a language begins a comment, and ends it where the line's end does not."""

    begin: str
    end: str = ""

    def of(self, text: str) -> str:
        """One line as a comment."""
        # What would end the comment early is parted, and what would begin another.
        for mark in (self.end, self.begin) if self.end else ():
            text = text.replace(mark, " ".join(mark))
        return f"{self.begin} {text} {self.end}".rstrip()


_HASH = _Comment("#")
_COMMENTS = {
    **dict.fromkeys(
        (
            *("c", "c++", "cpp", "c#", "csharp", "java", "javascript", "typescript", "js", "ts"),
            *("go", "rust", "kotlin", "scala", "swift", "dart", "groovy", "php", "f#", "fsharp"),
            *("d", "zig", "v", "q#", "qsharp", "cuda", "objective-c", "stan", "solidity"),
        ),
        _Comment("//"),
    ),
    **dict.fromkeys(
        ("sql", "mysql", "postgresql", "sqlite", "lua", "haskell", "ada", "elm", "vhdl", "agda"),
        _Comment("--"),
    ),
    **dict.fromkeys(("clojure", "common lisp", "lisp", "scheme", "racket", "hy"), _Comment(";;")),
    **dict.fromkeys(("matlab", "octave", "prolog", "erlang", "latex", "tex"), _Comment("%")),
    **dict.fromkeys(
        ("ocaml", "sml", "standard ml", "coq", "rocq", "mathematica", "wolfram language", "pascal"),
        _Comment("(*", "*)"),
    ),
    **dict.fromkeys(("maxima", "css", "sas"), _Comment("/*", "*/")),
    **dict.fromkeys(("html", "xml", "svg", "markdown"), _Comment("<!--", "-->")),
    **dict.fromkeys(("fortran", "factor"), _Comment("!")),
    **dict.fromkeys(("vb", "vb.net", "visual basic"), _Comment("'")),
    **dict.fromkeys(("vim", "viml", "vim script"), _Comment('"')),
    **dict.fromkeys(("stata",), _Comment("*")),
    **dict.fromkeys(("apl", "kap"), _Comment("⍝")),
    **dict.fromkeys(("j",), _Comment("NB.")),
}

_EXTENSIONS = {
    **{"python": ".py", "ipython": ".py", "r": ".R", "julia": ".jl", "bash": ".sh", "sh": ".sh"},
    **{"javascript": ".js", "typescript": ".ts", "c++": ".cpp", "c": ".c", "rust": ".rs"},
    **{"go": ".go", "java": ".java", "kotlin": ".kt", "scala": ".scala", "c#": ".cs", "f#": ".fsx"},
    **{"ruby": ".rb", "perl": ".pl", "raku": ".raku", "lua": ".lua", "sql": ".sql"},
    **{"haskell": ".hs", "ocaml": ".ml", "octave": ".m", "matlab": ".m", "clojure": ".clj"},
    **{"scheme": ".scm", "elixir": ".exs", "powershell": ".ps1", "fortran": ".f90"},
}
_PYTHON = ("python", "python2", "python3", "ipython", "ipython2", "ipython3", "sage")
_CHANGED = "Comments with %, ! or ? at their beginning were code for IPython, not Python."
_LONGEST_EXTENSION = 12


def script_extension(notebook: JsonObject) -> str:
    """The ending for a script of this notebook, such as `.py`; `.txt` where it is not known."""
    info = _language_info(notebook)
    told = text_of(info.get("file_extension"))
    ending = told if told.startswith(".") else f".{told}"
    # It comes from the kernel and becomes part of a path.
    if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= _LONGEST_EXTENSION:
        # IPython calls its language Python's, some kernels of R write `.r`, too.
        return ending
    return _EXTENSIONS.get(_language(notebook), ".txt")


def save_script(
    path: Path,
    notebook: JsonObject,
    *,
    replace: bool = False,
    seen: SeenFile | None = None,
    stopped: Event | None = None,
) -> SeenFile:
    """Write the script of a notebook in UTF-8; see `write_file` for the rest."""
    data = script_of(notebook).encode()
    return write_file(path, data, replace=replace, seen=seen, stopped=stopped)


def script_of(notebook: JsonObject) -> str:
    """The cells of a notebook as a script in its language; takes long for a long one."""
    language = _language(notebook)
    comment = _COMMENTS.get(language, _HASH)
    listed = notebook.get("cells")
    parts: list[str] = []
    changed = False
    for cell in listed if isinstance(listed, list) else []:
        fields = object_of(cell)
        source = _plain(text_of(fields.get("source")))
        if fields.get("cell_type") != "code":
            body = "\n".join(_commented(source, comment))
        elif language in _PYTHON:
            body = as_python(source)
            changed |= body != source
        else:
            body = source
        body = body.strip("\n")
        parts.append("\n".join(filter(None, (comment.of(_mark(fields)), body))))
    if changed:
        parts.insert(0, comment.of(_CHANGED))
    script = "\n\n".join(parts)
    return f"{script}\n" if script else ""


def _mark(cell: JsonObject) -> str:
    kind = cell.get("cell_type")
    if kind == "code":
        number = count_of(cell.get("execution_count"))
        return "%%" if number is None else f"%% In [{number}]"
    return "%% [markdown]" if kind == "markdown" else "%% [raw]"


def _commented(text: str, comment: _Comment) -> Iterator[str]:
    # All that any language takes for the end of a line: what follows it must stay a comment.
    for line in text.splitlines():
        yield comment.of(line)


def _plain(source: str) -> str:
    """Text that UTF-8 can hold, with line feeds only."""
    return plain_text(source).replace("\r\n", "\n").replace("\r", "\n")


def _language(notebook: JsonObject) -> str:
    """The language of a notebook in lower case, "" where it says none."""
    spec = object_of(object_of(notebook.get("metadata")).get("kernelspec"))
    told = text_of(_language_info(notebook).get("name")) or text_of(spec.get("language"))
    return told.lower()


def _language_info(notebook: JsonObject) -> dict[str, Json]:
    return object_of(object_of(notebook.get("metadata")).get("language_info"))
