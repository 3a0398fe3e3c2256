"""Notebooks opened: every version, whatever is in them, within bounds."""

from __future__ import annotations

import json
import os
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.errors import NotebookError
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import CellKind, Notebook, TakenCell, as_cell, notebook_from, parse_notebook
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput
from tui.stores.notebooks import open_notebook, reading, save, script_of
from tui.stores.notebooks.encoding import encoded
from tui.wire.message import Json

EMPTY: dict[str, Json] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def opened(path: Path, content: str | bytes | Json) -> Notebook:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return open_notebook(path).notebook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ipynb"


VERSION_3: Json = {
    "metadata": {"name": "old"},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Title"]},
                {"cell_type": "markdown", "metadata": {}, "source": ["some text"]},
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["print(1)\n", "2"],
                    "language": "python",
                    "metadata": {},
                    "outputs": [
                        {"output_type": "stream", "stream": "stdout", "text": ["1\n"]},
                        {
                            "metadata": {},
                            "output_type": "pyout",
                            "prompt_number": 3,
                            "text": ["2"],
                            "png": "aGFsbG8=",
                        },
                        {
                            "ename": "E",
                            "evalue": "v",
                            "output_type": "pyerr",
                            "traceback": ["t"],
                        },
                    ],
                    "prompt_number": 3,
                },
            ],
            "metadata": {},
        }
    ],
}


def test_version_3_is_converted(path: Path) -> None:
    notebook = opened(path, VERSION_3)
    assert notebook.problems == (
        "It was in version 3 of nbformat: saving it makes it one of version 4.",
    )
    assert [(cell.kind, cell.source) for cell in notebook.cells] == [
        (CellKind.MARKDOWN, "## Title"),
        (CellKind.MARKDOWN, "some text"),
        (CellKind.CODE, "print(1)\n2"),
    ]
    code = notebook.cells[2]
    assert code.number == 3
    stream, result, error = code.outputs
    assert isinstance(stream, StreamOutput)
    assert stream.text.plain() == "1\n"
    assert isinstance(result, DisplayOutput)
    assert result.data == {"text/plain": "2", "image/png": "aGFsbG8="}
    assert isinstance(error, ErrorOutput)
    assert "orig_nbformat" not in json.dumps(dict(notebook.stored))


def test_version_2_is_converted(path: Path) -> None:
    cell: Json = {"cell_type": "code", "input": "1", "outputs": [], "prompt_number": 1}
    worksheets: Json = [{"cells": [cell]}]
    notebook = opened(path, {"metadata": {}, "nbformat": 2, "worksheets": worksheets})
    assert [cell.source for cell in notebook.cells] == ["1"]


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 7])
def test_every_version_4_is_read_and_each_cell_has_an_id(path: Path, minor: int) -> None:
    cell: Json = {"cell_type": "raw", "metadata": {}, "source": "x"}
    notebook = opened(path, {**EMPTY, "nbformat_minor": minor, "cells": [cell, cell]})
    first, second = notebook.cells
    assert re.fullmatch("[a-z0-9]+", first.cell_id)
    assert first.cell_id != second.cell_id


def test_a_byte_order_mark_and_an_empty_file_are_no_problem(path: Path) -> None:
    assert opened(path, b"\xef\xbb\xbf" + json.dumps(EMPTY).encode()).cells == ()
    assert opened(path, b" \n").cells == ()


def test_a_character_may_lie_anywhere_in_a_long_file(path: Path) -> None:
    for shift in range(3):
        source = "-" * shift + "€" * 700_000
        cell: Json = {"cell_type": "raw", "source": source}
        content = json.dumps({**EMPTY, "cells": [cell]}, ensure_ascii=False)
        assert opened(path, content).cells[0].source == source


def test_the_kernel_it_wants_is_told(path: Path) -> None:
    metadata: Json = {
        "kernelspec": {"name": "julia-1.10", "display_name": "Julia 1.10"},
        "language_info": {"name": "julia"},
    }
    kernel = opened(path, {**EMPTY, "metadata": metadata}).kernel
    assert (kernel.name, kernel.display_name, kernel.language) == (
        "julia-1.10",
        "Julia 1.10",
        "julia",
    )
    assert opened(path, {**EMPTY, "metadata": {"kernelspec": ["x"]}}).kernel.name == ""


DEEP = "[" * 200_000 + "]" * 200_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("{", r"is not JSON: .* \(line 1, column 2\)", id="cut off"),
        pytest.param(b"\xff\xfe", "is not text in UTF-8", id="UTF-16"),
        pytest.param(b'{"a": "\xc3', "is not text in UTF-8", id="half a character"),
        pytest.param("[]", "does not say which version", id="a list"),
        pytest.param('{"nbformat": true}', "does not say which version", id="true is no version"),
        pytest.param('{"nbformat": "4"}', "does not say which version", id="nor is a text"),
        pytest.param('{"nbformat": 4}', "no list of cells", id="no cells"),
        pytest.param('{"nbformat": 4, "cells": 5}', "no list of cells", id="cells that are none"),
        pytest.param('{"nbformat": 5}', "version 5.0 of nbformat, newer", id="the future"),
        pytest.param('{"nbformat": 3}', "version 3 of nbformat", id="an empty version 3"),
        pytest.param(
            '{"nbformat": 3, "metadata": 5, "worksheets": [{"cells": 5}]}',
            "version 3 of nbformat, and cannot be converted",
            id="a wrong version 3",
        ),
        pytest.param('{"nbformat": -1}', "cannot be converted", id="a negative version"),
        pytest.param(DEEP, "nested too deeply", id="deep lists"),
        pytest.param('{"a":' * 200_000, "nested too deeply", id="deep objects"),
        pytest.param(
            '{"nbformat": %s}' % ("9" * 5000), "number with too many digits", id="a long number"
        ),
        pytest.param("[" + "1," * 6_000_000 + "1]", "more than 5,000,000 values", id="many values"),
    ],
)
def test_what_is_no_notebook_is_said_in_words(path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(NotebookError, match=words) as caught:
        opened(path, content)
    assert str(caught.value).startswith(f"{path} cannot be opened: ")
    assert str(caught.value).isprintable()


def test_many_commas_in_texts_are_not_many_values(path: Path) -> None:
    text = ',\\"[{' * 2_000_000
    notebook = opened(
        path,
        f'{{"nbformat": 4, "cells": [{{"cell_type": "raw", "source": "{text}"}}, "\\\\"]}}',
    )
    assert len(notebook.cells[0].source) == 8_000_000


def test_a_hostile_file_takes_no_more_memory_than_it_is_long(path: Path) -> None:
    path.write_bytes(b"[" + b"{}," * 8_000_000 + b"1]")
    tracemalloc.start()
    try:
        with pytest.raises(NotebookError, match="values"):
            open_notebook(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(reading.LARGEST_FILE + 1)
    tracemalloc.start()
    try:
        with pytest.raises(NotebookError, match="larger than 200 MB"):
            open_notebook(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_what_is_no_regular_file_is_said_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("fifo", "missing", "loop", "a\0b", "missing/\x1b[2J"):
        with pytest.raises(NotebookError, match="cannot be opened: ") as caught:
            open_notebook(tmp_path / name)
        assert str(caught.value).isprintable()
    with pytest.raises(NotebookError):
        open_notebook(tmp_path)


def test_what_jtui_does_not_know_is_saved_as_it_was(path: Path, tmp_path: Path) -> None:
    unknown: dict[str, Json] = {
        "cells": [
            {
                "attachments": {"a.png": {"image/png": "aGFsbG8="}},
                "cell_type": "markdown",
                "id": "a",
                "metadata": {"x": [1, {"y": None}]},
                "source": ["a\n", "b"],
            },
            {"cell_type": "future", "id": "b", "new": 1.5, "source": ["c"]},
            {
                "cell_type": "code",
                "execution_count": 1,
                "id": "c",
                "metadata": {},
                "outputs": [{"output_type": "future", "data": {"text/plain": ["\x1b[1m", "é"]}}],
                "source": ["d"],
            },
        ],
        "metadata": {"title": "T"},
        "nbformat": 4,
        "nbformat_minor": 9,
        "more": {"of": "it"},
    }
    notebook = opened(path, unknown)
    assert len(notebook.problems) == 2
    save(tmp_path / "b.ipynb", notebook_from([], KernelSpec("", (), "", ""), None, notebook))
    assert json.loads((tmp_path / "b.ipynb").read_text("utf-8")) == unknown


KEYS = st.sampled_from(
    [
        *("cell_type", "source", "outputs", "metadata", "id", "attachments", "execution_count"),
        *("output_type", "text", "data", "name", "ename", "evalue", "traceback", "tags"),
        *("worksheets", "cells", "input", "level", "prompt_number", "png", "text/plain", "stream"),
        *("application/json", "image/png", "kernelspec", "language_info", "nbformat_minor"),
    ]
)
WORDS = st.sampled_from(
    [
        *("code", "markdown", "raw", "heading", "stream", "display_data", "execute_result"),
        *("error", "pyout", "pyerr", "a", "a b", "", "\ud800", "text\n"),
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
OBJECTS = st.dictionaries(KEYS, ANY_JSON, max_size=5)


@settings(deadline=None)
@given(st.lists(OBJECTS | ANY_JSON, max_size=4), OBJECTS)
def test_whatever_cells_are_they_are_read_and_saved(
    cells: list[Json], fields: dict[str, Json]
) -> None:
    data: dict[str, Json] = {**fields, "cells": cells, "nbformat": 4}
    notebook = parse_notebook(data)
    for cell in notebook.cells:
        as_cell(cell)
    origin = notebook.cells[0].cell_id if notebook.cells else ""
    run = TakenCell("run", "code", CellState.FAILED, 1, (), origin)
    saved = notebook_from([run], KernelSpec("k", (), "k", "python"), None, notebook)
    again = parse_notebook(json.loads(encoded(saved)))
    assert [cell.cell_id for cell in again.cells][: len(notebook.cells)] == [
        cell.cell_id for cell in notebook.cells
    ]
    script_of(saved)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(OBJECTS | ANY_JSON, max_size=3), fields=OBJECTS, version=st.integers(-1, 3))
def test_whatever_an_old_notebook_is_it_is_read_or_refused_in_words(
    tmp_path: Path, cells: list[Json], fields: dict[str, Json], version: int
) -> None:
    data: dict[str, Json] = {
        "metadata": {},
        "worksheets": [{"cells": cells, "metadata": {}}],
        **fields,
        "nbformat": version,
    }
    try:
        opened(tmp_path / "a.ipynb", data)
    except NotebookError as error:
        assert str(error).isprintable()
