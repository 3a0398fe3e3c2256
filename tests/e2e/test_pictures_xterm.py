"""Sixels in a real xterm, looked at pixel by pixel: beside popups, resizes, and side by side."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from PIL import Image

from tests.e2e.harness import Jtui

PROGRAMS = ("Xvfb", "xterm", "xdotool", "import")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        any(shutil.which(each) is None for each in PROGRAMS), reason="there is no xterm to look at"
    ),
]

PATIENCE = 40.0
# One that is not mapped yet cannot have the focus.
_SEARCH = ("xdotool", "search", "--onlyvisible", "--class", "xterm")
MODULE = """
from IPython.display import display
from PIL import Image
image = Image.new("RGB", (240, 200), (255, 51, 102))
image.paste((51, 102, 204), (120, 0, 240, 200))
image.paste((51, 204, 102), (0, 100, 120, 200))
display(image)
"""
# None of them is one of the sixteen, and each part is a fifth of the whole, as sixels can say it.
RED, GREEN, BLUE = (255, 51, 102), (51, 204, 102), (51, 102, 204)
WHOLE = {RED: 12_000, GREEN: 12_000, BLUE: 24_000}
"""Pixels of each colour while the picture is wholly in sight."""


class Window:
    """jtui in an xterm on a display of its own."""

    def __init__(self, jtui: Jtui, display: str) -> None:
        self._environment = {**jtui.environment, "DISPLAY": display, "TERM": "xterm"}
        self._picture = jtui.directory / "screen.png"
        (jtui.work / "figure.py").write_text(MODULE)
        # The colours of the theme would be mixed up with those of the picture.
        command = [
            "python",
            "-m",
            "tui",
            "--kernel",
            "python3",
            "--images",
            "sixel",
            "--theme",
            "jtui-dark",
        ]
        options = [
            "-xrm",
            "*altSendsEscape: true",
            "-ti",
            "vt340",
            "-geometry",
            "130x34",
            "-fa",
            "",
            "-fn",
            "10x20",
        ]
        self._xterm = subprocess.Popen(
            ["xterm", *options, "-e", *command], cwd=jtui.work, env=self._environment
        )
        self.id = self._find()

    def _find(self) -> str:
        deadline = monotonic() + PATIENCE
        while not (found := self._run(*_SEARCH).split()):
            assert monotonic() < deadline, "no window came"
            sleep(0.1)
        # There is no window manager to do it, and what has no focus gets no keys.
        while self._run("xdotool", "getwindowfocus").split() != [found[-1]]:
            assert monotonic() < deadline, "the window did not get the focus"
            self._run("xdotool", "windowfocus", found[-1])
            sleep(0.1)
        return found[-1]

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def do(self, action: str, *arguments: str) -> None:
        """Do something with the window."""
        self._run("xdotool", action, self.id, *arguments)

    def press(self, *keys: str) -> None:
        """Press keys, by their X names."""
        self._run("xdotool", "windowfocus", self.id, "key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("xdotool", "windowfocus", self.id, "type", "--delay", "30", text)

    def look(self) -> Image.Image:
        """What is to be seen."""
        self._run("import", "-window", "root", str(self._picture))
        with Image.open(self._picture) as image:
            return image.convert("RGB")

    def counts(self) -> dict[tuple[int, ...], int]:
        """How many pixels have each of the picture's colours."""
        colours = self.look().getcolors(1 << 24) or []
        found = {colour: count for count, colour in colours if colour in WHOLE}
        return {colour: found.get(colour, 0) for colour in WHOLE}

    def wait(self, condition: Callable[[dict[tuple[int, ...], int]], bool]) -> None:
        """Look until the colours are as wanted."""
        deadline = monotonic() + PATIENCE
        while not condition(counts := self.counts()):
            assert monotonic() < deadline, f"{counts}; the screen is in {self._picture}"
            sleep(0.2)

    def close(self) -> None:
        """End it, and jtui with it."""
        self._xterm.terminate()
        self._xterm.wait(10)


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1400x760x24",
            "-noreset",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def window(jtui: Jtui, display: str) -> Iterator[Window]:
    window = Window(jtui, display)
    # What is typed before there is a prompt is kept.
    window.type("import figure")
    window.press("Return")
    try:
        yield window
    finally:
        window.close()


def corners(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of all pixels of the picture's colours."""
    places = image.load()
    assert places is not None
    found = [
        (x, y) for y in range(image.height) for x in range(image.width) if places[x, y] in WHOLE
    ]
    across, down = zip(*found, strict=True)
    return min(across), min(down), max(across) + 1, max(down) + 1


def test_the_picture_is_where_it_belongs_and_comes_back_from_below_a_popup(
    window: Window, tmp_path: Path
) -> None:
    window.wait(lambda counts: counts == WHOLE)
    image = window.look()
    left, top, right, bottom = corners(image)
    assert (right - left, bottom - top) == (240, 200)
    places = {(10, 10): RED, (10, 190): GREEN, (230, 10): BLUE, (230, 190): BLUE}
    for (x, y), colour in places.items():
        assert image.getpixel((left + x, top + y)) == colour
    # The command palette covers most of it.
    window.press("ctrl+p")
    window.wait(lambda counts: sum(counts.values()) < sum(WHOLE.values()) // 2)
    window.press("Escape")
    window.wait(lambda counts: counts == WHOLE)
    assert corners(window.look()) == (left, top, right, bottom)
    # The terminal draws it by itself after its window was hidden.
    window.do("windowunmap")
    window.wait(lambda counts: not any(counts.values()))
    window.do("windowmap")
    window.wait(lambda counts: counts == WHOLE)


def test_it_survives_resizes_and_scrolling(window: Window) -> None:
    window.wait(lambda counts: counts == WHOLE)
    window.do("windowsize", "700", "500")
    window.wait(lambda counts: counts == WHOLE)
    window.do("windowsize", "500", "300")
    window.wait(lambda counts: 0 < sum(counts.values()) < sum(WHOLE.values()))
    # What is cut off at the top comes down again, a line at a time.
    window.do("windowsize", "500", "440")
    window.wait(lambda counts: counts == WHOLE)
    window.type("print('x\\n' * 8)")
    window.press("Return")
    window.wait(lambda counts: 0 < sum(counts.values()) < sum(WHOLE.values()))
    window.press("Prior")
    window.wait(lambda counts: counts == WHOLE)


def test_two_panes_show_one_picture_each(window: Window) -> None:
    window.wait(lambda counts: counts == WHOLE)
    # Another tab on the same kernel, beside the first.
    window.press("ctrl+p")
    window.wait(lambda counts: counts != WHOLE)
    window.type("New tab on this kernel")
    window.press("Return")
    window.wait(lambda counts: counts == WHOLE)
    window.press("ctrl+backslash")
    twice = {colour: 2 * count for colour, count in WHOLE.items()}
    window.wait(lambda counts: counts == twice)
    window.press("ctrl+backslash")
    window.wait(lambda counts: counts == WHOLE)
