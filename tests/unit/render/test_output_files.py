"""Outputs as files: suffixes, contents, pages for a browser, and what no browser is given."""

from __future__ import annotations

import base64
import json
import re

import pytest

from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, StreamOutput
from tui.model.stream_text import StreamText
from tui.render.output_files import (
    NoFileError,
    file_of,
    page_of,
    safe_url,
    suffixes_of,
    taken,
    url_of,
)
from tui.wire.message import Json

PNG = b"\x89PNG\r\n\x1a\nwhatever"
PLOTLY = "application/vnd.plotly.v1+json"
FIGURE: Json = {"data": [{"type": "scatter", "y": [1, 2]}], "layout": {"title": "</script>"}}


def shown(**data: Json) -> DisplayOutput:
    """A displayed value; names have `_` for what stands between the parts of a type."""
    names = {"png": "image/png", "html": "text/html", "plain": "text/plain", "plotly": PLOTLY}
    names |= {"json": "application/json", "latex": "text/latex", "odd": "application/x-odd"}
    return DisplayOutput({names[name]: value for name, value in data.items()}, {})


def stream(text: str) -> StreamOutput:
    """Something that was printed."""
    output = StreamOutput("stdout", StreamText())
    output.text.write(text)
    return output


@pytest.mark.parametrize(
    ("output", "mime", "suffixes"),
    [
        (stream("x"), "", [".txt"]),
        (ErrorOutput("E", "e", ()), "", [".txt"]),
        (shown(png="", plain=""), "", [".png", ".txt"]),
        (shown(png="", plain=""), "text/plain", [".txt", ".png"]),
        (shown(html="<table>", plain="a"), "", [".html", ".txt"]),
        (shown(plotly=FIGURE, plain=""), "", [".json", ".txt", ".html"]),
        (shown(odd="", plain="<x at 0x1>"), "", [".bin", ".txt"]),
    ],
)
def test_the_form_that_is_shown_comes_first(
    output: DisplayOutput | StreamOutput | ErrorOutput, mime: str, suffixes: list[str]
) -> None:
    found = suffixes_of(output, mime)
    assert sorted(found) == sorted(suffixes)
    if ".bin" not in suffixes:
        assert found[0] == suffixes[0]


def test_a_picture_is_its_bytes_whatever_lines_its_base64_is_in() -> None:
    text = base64.encodebytes(PNG).decode()
    assert file_of(shown(png=text, plain="x")).data == PNG
    assert file_of(shown(png=[text[:3], text[3:]], plain="x")).suffix == ".png"


@pytest.mark.parametrize("suffix", [".txt", ".TXT"])
def test_a_suffix_chooses_another_form(suffix: str) -> None:
    output = shown(png=base64.b64encode(PNG).decode(), plain="\x1b[31mred\x1b[0m")
    assert file_of(output, "image/png", suffix).data == b"red\n"
    assert file_of(output, "image/png", ".odd").data == PNG
    assert file_of(output, "", ".png").data == PNG


def test_what_was_printed_is_whole_and_without_colours() -> None:
    lines = "".join(f"\x1b[3{n % 7}mline {n}\x1b[0m\n" for n in range(50_000))
    data = file_of(taken(stream(lines))).data
    assert data == "".join(f"line {n}\n" for n in range(50_000)).encode()


def test_an_output_that_goes_on_is_as_it_was_when_it_was_taken() -> None:
    output = stream("first\n")
    now = taken(output)
    output.text.write("second\n")
    assert file_of(now).data == b"first\n"


def test_errors_and_questions_are_their_words() -> None:
    error = ErrorOutput("ValueError", "no", ("\x1b[31mTraceback\x1b[0m", "ValueError: no"))
    assert file_of(error).data == b"Traceback\nValueError: no\n"
    assert b"secret" not in file_of(InputOutput("Password: ", True, {}, answer="secret")).data


def test_json_is_written_as_json() -> None:
    value: Json = {"a": [1, "é"]}
    assert json.loads(file_of(shown(json=value)).data) == value
    assert file_of(shown(json=value)).suffix == ".json"


def test_what_is_no_base64_or_nested_without_end_is_said() -> None:
    with pytest.raises(NoFileError, match="no base64"):
        file_of(shown(png="%%%"))
    deep: Json = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NoFileError, match="nested"):
        file_of(shown(json=deep))


def test_pages_stand_in_a_frame_that_may_do_nothing_outside_of_it() -> None:
    page = page_of(shown(html='<b onclick="x">"quoted"</b><script>top.location = 1</script>'))
    text = page.data.decode()
    assert page.suffix == ".html"
    assert text.count("<script") == 0 and 'sandbox="allow-scripts"' in text
    assert "&lt;script&gt;top.location" in text and "&quot;quoted&quot;" in text


def test_a_figure_is_a_page_for_the_browser() -> None:
    page = page_of(shown(plotly=FIGURE, plain="Figure"))
    assert page.suffix == ".html" and b"Plotly.newPlot" in page.data
    assert file_of(shown(plotly=FIGURE), PLOTLY, ".html").data.count(b"Plotly.newPlot") == 1


def test_a_picture_is_opened_as_a_picture() -> None:
    output = shown(png=base64.b64encode(PNG).decode(), plain="x")
    assert page_of(output).suffix == ".png"
    assert page_of(stream("x")).suffix == ".txt"


@pytest.mark.parametrize("mime", ["", "image/svg+xml"])
def test_no_script_of_an_svg_is_run_when_it_is_opened(mime: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>\ud800</svg>'
    output = DisplayOutput({"image/svg+xml": svg, "text/plain": "x"}, {})
    page = page_of(output, mime)
    assert page.suffix == ".html"
    assert b"script" not in page.data
    found = re.search(rb'<img [^>]*src="data:image/svg\+xml;base64,([^"]*)"', page.data)
    assert found is not None
    assert base64.b64decode(found[1]).decode() == svg.replace("\ud800", "?")
    # It is saved as it was sent.
    assert file_of(output, "image/svg+xml", ".svg").data.startswith(b"<svg")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        ({"video/mp4": "aGk="}, ".mp4"),
        ({"audio/wav": "aGk=", "text/plain": "<IPython.lib.display.Audio object>"}, ".wav"),
        ({"video/x-unknown": "aGk="}, ".txt"),
        ({"application/x-sh": "rm"}, ".txt"),
        ({"application/javascript": "alert(1)"}, ".txt"),
        ({"text/x-python": "1", "text/plain": "<a.B object at 0x1>"}, ".txt"),
    ],
)
def test_sound_and_film_are_opened_and_nothing_that_could_run(
    data: dict[str, Json], suffix: str
) -> None:
    assert page_of(DisplayOutput(data, {})).suffix == suffix


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<iframe width="4" src="https://example.org/a?b=1&amp;c=2"></iframe>', True),
        ('<a href="http://example.org/">words <b>bold</b></a><br>', True),
        ('<video src="https://example.org/a.mp4" controls>none</video>', True),
        ('<iframe src="javascript:alert(1)"></iframe>', False),
        ('<iframe src="file:///etc/passwd"></iframe>', False),
        ('<a href="https://example.org/">one</a> and <a href="https://b.org">two</a>', False),
        ("<p>words</p>", False),
    ],
)
def test_a_page_that_is_one_link_only_is_that_link(html: str, url: bool) -> None:
    found = url_of(shown(html=html, plain="<IPython.lib.display.IFrame at 0x1>"))
    assert found.startswith("http") is url
    assert "&amp;" not in found


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "file://host/share",
        "vbscript:x",
        "ssh://host",
        "--help",
        "-a",
        "https:",
        "https://",
        "https://user:pw@example.org",
        "https://example.org/a b",
        "https://example.org\\.other.org/",
        "https://example.org/\x1b[31m",
        "https://example.org\n--option",
        "https://exämple.org",
        "https://[::1",
        "HTTPS//example.org",
        " https://example.org",
        "x" * 3000,
        "https://example.org/" + "x" * 3000,
    ],
)
def test_no_browser_is_given_such_a_url(url: str) -> None:
    assert safe_url(url) == ""


@pytest.mark.parametrize("url", ["https://example.org/a?b#c", "http://127.0.0.1:8888/x"])
def test_a_browser_is_given_such_a_url(url: str) -> None:
    assert safe_url(url) == url
