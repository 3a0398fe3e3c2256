"""Notebooks as scripts that editors know the cells of."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.stores.notebooks import AlreadyThere, save_script, script_extension, script_of
from tui.stores.notebooks.python_code import as_python
from tui.wire.message import Json


def notebook(language: str, *cells: tuple[str, str], extension: str = "") -> dict[str, Json]:
    """A notebook with cells of some kind and source; those of code are numbered."""
    listed: list[Json] = [
        {"cell_type": kind, "execution_count": number, "source": source}
        for number, (kind, source) in enumerate(cells, start=1)
    ]
    info: Json = {"name": language, "file_extension": extension}
    return {"cells": listed, "metadata": {"language_info": info}}


def test_cells_are_marked_and_text_is_comments() -> None:
    made = notebook(
        "python",
        ("markdown", "# Title\n\ntext"),
        ("code", "\nx = 1\nx\n\n"),
        ("raw", "raw"),
        ("code", ""),
    )
    assert script_of(made) == (
        "# %% [markdown]\n# # Title\n#\n# text\n\n# %% In [2]\nx = 1\nx\n\n# %% [raw]\n# raw\n"
        "\n# %% In [4]\n"
    )


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("R", "# %% In [1]\na\n\n# %% [markdown]\n# b */ *) c\n"),
        ("julia", "# %% In [1]\na\n\n# %% [markdown]\n# b */ *) c\n"),
        ("bash", "# %% In [1]\na\n\n# %% [markdown]\n# b */ *) c\n"),
        ("C++", "// %% In [1]\na\n\n// %% [markdown]\n// b */ *) c\n"),
        ("rust", "// %% In [1]\na\n\n// %% [markdown]\n// b */ *) c\n"),
        ("sql", "-- %% In [1]\na\n\n-- %% [markdown]\n-- b */ *) c\n"),
        ("clojure", ";; %% In [1]\na\n\n;; %% [markdown]\n;; b */ *) c\n"),
        ("octave", "% %% In [1]\na\n\n% %% [markdown]\n% b */ *) c\n"),
        ("OCaml", "(* %% In [1] *)\na\n\n(* %% [markdown] *)\n(* b */ * ) c *)\n"),
        ("maxima", "/* %% In [1] */\na\n\n/* %% [markdown] */\n/* b * / *) c */\n"),
        ("unheard of", "# %% In [1]\na\n\n# %% [markdown]\n# b */ *) c\n"),
    ],
)
def test_comments_are_those_of_the_language(language: str, script: str) -> None:
    assert script_of(notebook(language, ("code", "a"), ("markdown", "b */ *) c"))) == script


def test_the_language_of_the_kernelspec_stands_in() -> None:
    made: dict[str, Json] = {
        "cells": [{"cell_type": "code", "source": ["a\n", "b"]}],
        "metadata": {"kernelspec": {"language": "rust"}},
    }
    assert script_of(made) == "// %%\na\nb\n"
    assert script_extension(made) == ".rs"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_no_end_of_a_line_ends_a_comment_early(end: str) -> None:
    script = script_of(notebook("javascript", ("markdown", f"a{end}alert(1)")))
    assert script == "// %% [markdown]\n// a\n// alert(1)\n"


@pytest.mark.parametrize(
    ("extension", "language", "ending"),
    [
        (".py", "python", ".py"),
        ("jl", "julia", ".jl"),
        ("", "R", ".R"),
        ("/../x", "python", ".py"),
        (".a\x1bb", "", ".txt"),
        (".tar.gz", "", ".txt"),
        (".", "unheard of", ".txt"),
    ],
)
def test_the_ending_of_a_script(extension: str, language: str, ending: str) -> None:
    assert script_extension(notebook(language, extension=extension)) == ending


@pytest.mark.parametrize(
    ("code", "python"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("%%time\nx = 1", "# %%time\n# x = 1"),
        ("%%bash\nls |\n\n wc", "# %%bash\n# ls |\n#\n#  wc"),
        ("!ls it's\nx", "# !ls it's\nx"),
        ("!ls \\\n -l\nx", "# !ls \\\n#  -l\nx"),
        ("if x:\n    !ls", "if x:\n    pass  # !ls"),
        ("if x:\n  !ls \\\n   -l\n  y", "if x:\n  pass  # !ls \\\n  #  -l\n  y"),
        ("files = !ls", "# files = !ls"),
        ("a, b = %magic x", "# a, b = %magic x"),
        ("x.y?\nprint??\n?z", "# x.y?\n# print??\n# ?z"),
        ("x = 5\n%time x", "x = 5\n# %time x"),
        ("await x", "await x"),
        ('s = """\n%time\n!ls\n"""', 's = """\n%time\n!ls\n"""'),
        ('!ls\ns = """\n%time\n"""', '# !ls\ns = """\n%time\n"""'),
        ("x = (1\n  %y)", "x = (1\n  %y)"),
        ("for x", "# for x"),
        ("1 +\n\n  2)", "# 1 +\n#\n#   2)"),
        ("a\0b", "# a\0b"),
        ("(" * 500 + ")" * 500, "# " + "(" * 500 + ")" * 500),
        ("'\\d'", "'\\d'"),
    ],
)
def test_what_only_ipython_knows_becomes_comments(code: str, python: str) -> None:
    assert as_python(code) == python


def test_the_script_says_that_something_became_a_comment() -> None:
    script = script_of(notebook("ipython", ("code", "!ls"), ("code", "x")))
    head, _, rest = script.partition("\n\n")
    assert head.startswith("# Comments with %, ! or ?")
    assert rest == "# %% In [1]\n# !ls\n\n# %% In [2]\nx\n"
    assert "Comments" not in script_of(notebook("ipython", ("code", "x")))


LINES = st.lists(
    st.sampled_from(
        ["%time x", "!ls '", "x?", "if x:", "    y = 1", '"""', "    %time", "x = (", ")", "%%bash"]
    )
    | st.text(max_size=8),
    max_size=8,
)


@given(LINES, LINES)
def test_a_script_is_python_whatever_is_in_its_cells(first: list[str], second: list[str]) -> None:
    codes = ["\n".join(first), "\n".join(second)]
    script = script_of(
        notebook("python", ("code", codes[0]), ("markdown", codes[1]), ("code", codes[1]))
    )
    # A null byte is refused wherever it stands.
    ast.parse(script.replace("\0", ""))


def test_a_script_is_written_like_every_file(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    made = notebook("python", ("code", "x = 'ü\ud800'"))
    seen = save_script(path, made)
    assert path.read_bytes() == "# %% In [1]\nx = 'ü\ufffd'\n".encode()
    with pytest.raises(AlreadyThere):
        save_script(path, made)
    save_script(path, made, seen=seen)
