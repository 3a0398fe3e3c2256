"""Sound, films, frames and unknown types, each in a line."""

from __future__ import annotations

import base64
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.media import describe, media_lines, widget_note
from tui.wire.message import Json


def wave(seconds: float, rate: int = 8000, said: int | None = None, before: bytes = b"") -> str:
    size = int(seconds * rate * 2)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    data = struct.pack("<4sI", b"data", size if said is None else said) + bytes(size)
    body = b"WAVE" + form + before + data
    return base64.b64encode(b"RIFF" + struct.pack("<I", len(body)) + body).decode()


DESCRIBED: dict[str, tuple[str, Json, Json, str]] = {
    "a sound": ("audio/wav", wave(2.5), None, "[audio/wav, 2.5 s, 40.0 kB]"),
    "one with a chunk before": (
        "audio/x-wav",
        wave(1, before=struct.pack("<4sI4s", b"LIST", 3, b"abc")),
        None,
        "[audio/x-wav, 1.0 s, 16.1 kB]",
    ),
    "a stream that says no length": (
        "audio/wav",
        wave(1, said=0xFFFFFFFF),
        None,
        "[audio/wav, 1.0 s, 16.0 kB]",
    ),
    "no wave": ("audio/wav", "A" * 4000, None, "[audio/wav, 3.0 kB]"),
    "a header cut off": ("audio/wav", wave(1)[:20], None, "[audio/wav, 0.0 kB]"),
    "no base64": ("audio/wav", "?" * 4000, None, "[audio/wav, 3.0 kB]"),
    "a rate of nothing": ("audio/wav", wave(1, rate=0), None, "[audio/wav, 0.0 kB]"),
    "another sound": ("audio/mpeg", "A" * 4000, None, "[audio/mpeg, 3.0 kB]"),
    "a film": ("video/mp4", "A" * 4_000_000, None, "[video/mp4, 3,000.0 kB]"),
    "in lines": ("video/mp4", ["A" * 4000, "A" * 4000], None, "[video/mp4, 6.0 kB]"),
    "a script": (
        "application/javascript",
        "x",
        None,
        "[JavaScript, which a terminal does not run]",
    ),
    "Bokeh": (
        "application/vnd.bokehjs_exec.v0+json",
        "",
        None,
        "[a Bokeh figure, which needs a browser]",
    ),
    "a size in metadata": (
        "image/x",
        "A" * 400,
        {"width": 3, "height": 4},
        "[image/x, 3 x 4, 0.3 kB]",
    ),
    "a long type": ("a/" + "x" * 500, None, None, f"[a/{'x' * 98}]"),
    "a type that steers": ("a\x1b[2J", None, None, "[a␛[2J]"),
}


@pytest.mark.parametrize(
    ("mime", "value", "details", "words"), DESCRIBED.values(), ids=list(DESCRIBED)
)
def test_a_line_says_what_it_is(mime: str, value: Json, details: Json, words: str) -> None:
    assert describe(mime, value, details) == words


MEDIA: dict[str, tuple[str, list[str] | None]] = {
    "Audio": (
        '<audio controls="controls" >\n <source src="data:audio/wav;base64,'
        + wave(1)
        + '" type="audio/wav" />\n Your browser does not support the audio element.\n</audio>',
        ["[audio/wav, 1.0 s, 16.0 kB]"],
    ),
    "Audio by URL": (
        '<audio><source src="https://example.com/a.mp3" type="audio/mpeg"/></audio>',
        ["[audio: https://example.com/a.mp3]"],
    ),
    "Video": (
        '<video src="https://example.com/a.mp4" controls >no <code>video</code></video>',
        ["[video: https://example.com/a.mp4]"],
    ),
    "Video in it": (
        '<video controls><source src="data:video/mp4;base64,eHh4"></video>',
        ["[video/mp4, 0.0 kB]"],
    ),
    "IFrame": (
        '\n<iframe\n width="300"\n src="https://example.com"\n allowfullscreen\n></iframe>\n',
        ["[page: https://example.com]"],
    ),
    "two of them": (
        "<div><img src='http://a.b/x.png'/><br><embed src=http://a.b/y.swf></div>",
        ["[image: http://a.b/x.png]", "[object: http://a.b/y.swf]"],
    ),
    "folium": (
        "<div><span>Make this Notebook Trusted to load map: File -> Trust Notebook</span>"
        '<iframe srcdoc="&lt;b&gt;"></iframe></div>',
        ["[a page in a frame, 0.0 kB, which needs a browser]"],
    ),
    "an address that is none": ('<img src="javascript:alert(1)">', ["[image]"]),
    "an address that steers": ('<img src="https://a.b/\x1b[2J">', ["[image]"]),
    "a picture among words": ("a word <img src='http://a.b'>", None),
    "words alone": ("<b>a</b>", None),
    "nothing": ("", None),
    "a script": ("<script><img src=x></script>", None),
    "in a comment": ("<!-- <img src=x> -->", None),
}


@pytest.mark.parametrize(("html", "lines"), MEDIA.values(), ids=list(MEDIA))
def test_html_of_nothing_but_media(html: str, lines: list[str] | None) -> None:
    assert media_lines(html) == lines


@pytest.mark.parametrize(
    "part",
    [
        *(
            "<img ",
            "<img '",
            '<img "',
            "<iframe>",
            "<iframe '",
            "<audio><source ",
            "<!--",
            "<!---->",
        ),
        *("<script>", "<script></script>", "<img src=' ", "<img src ", "src=", "<video></video>"),
        *("<img src=data:", "<", "<iframe srcdoc='", "<object data="),
    ],
)
def test_html_of_open_ends_takes_no_time(part: str) -> None:
    begun = time.process_time()
    media_lines((part * 1_000_000)[:2_000_000])
    assert time.process_time() - begun < 3


@given(
    st.lists(st.sampled_from([*"<>/='\" ax", "img", "src", "iframe", "data:", "script"])).map(
        "".join
    )
)
def test_no_html_is_too_odd(html: str) -> None:
    for line in media_lines(html) or []:
        assert line.startswith("[")


def test_a_widget_is_told_beside_its_words() -> None:
    note = "\x1b[2m[a widget, which a terminal cannot operate]\x1b[22m"
    assert widget_note(None) == note
    assert widget_note(" \n") == note
    assert widget_note("x\n") == f"x {note}"
    assert widget_note("x\ny") == f"x\ny\n{note}"
