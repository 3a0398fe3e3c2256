"""Every text of jtui, as it is drawn in each theme, is told apart from its ground.

What is measured is what the terminal gets: screens of the real application are drawn in every
theme, and each stretch of letters is compared with what it stands on. So nothing has to be listed
here: a new part of a screen is measured because it is on it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

from tests.pilot import connect_app, history_app, specs_app
from tests.pilot.connect_app import Console, until
from tests.pilot.themed import AA, Drawn, texts
from tests.pilot.transcript_app import Book
from tests.unit.stores.kernelspecs.trees import install
from tui.model.changes import Change
from tui.model.help import HelpTopic
from tui.model.outputs import DisplayOutput, ErrorOutput
from tui.stores.themes import builtin_names
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.kernel_picker import KernelChoice, KernelPicker
from tui.widgets.dialogs.question import QuestionDialog
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.history.panel import HistoryPanel
from tui.widgets.pager.pager import Pager
from tui.wire.events import (
    CellSubmitted,
    DataDisplayed,
    ErrorRaised,
    NoticeKind,
    NoticePosted,
    Origin,
)
from tui.wire.message import Json

TRUE_COLOUR = [name for name in builtin_names() if name != "terminal"]
ENOUGH = {name: 7.0 if name.startswith("high-contrast") else AA for name in TRUE_COLOUR}
"""Level AA for all text, AAA where high contrast is what a theme is for."""

STILL = 4
"""Looks at the screen in a row that find it as it was, when it has been drawn."""

Scene = Callable[[Console, Pilot[int], Path], Awaitable[None]]
CODE = '''@cache
class Shelf(dict):  # a comment
    def weigh(self, *books: int) -> float:
        """Text."""
        return None if not books else sum(books) / 2.5 + len("a\\n") % 3
%timeit Shelf().weigh(1, 0x2f) ?'''
SIXTEEN = "".join(
    f"\x1b[{code}m{code} \x1b[1m{code}\x1b[0m " for code in (*range(31, 37), *range(90, 97))
)
HTML = (
    "<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th><td>1.5</td></tr>"
    '</tbody></table><p>words, <a href="https://a.bc">a link</a>, <code>code</code>,'
    " <em>more</em> and <b>most</b></p><ul><li>one</li></ul><hr>"
)
MARKDOWN = (
    "# Head\n\n## Second\n\nText, `code`, *more*\n\n> quoted\n\n```python\nif x: pass # no\n```"
)


class Shelf(Screen[None]):
    """Shows widgets that jtui has on screens with a session."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets


def everything() -> Book:
    """A transcript with all that can stand in one."""
    book = Book()
    cell = book.begin(CODE)
    book.write(cell, f"plain text 12\n{SIXTEEN}\n\x1b[2mfaint\x1b[0m\n")
    book.write(cell, "to stderr\n", "stderr")
    book.result(cell, "{'a': 1.5}")
    shown: list[dict[str, Json]] = [
        {"text/html": HTML, "text/plain": "t"},
        {"text/markdown": MARKDOWN, "text/plain": "t"},
        {"application/json": {"a": [1, "x", None, True]}, "text/plain": "t"},
        {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"},
    ]
    for data in shown:
        book.apply(DataDisplayed(Origin(cell), data, {}, None, False, None))
    book.apply(ErrorRaised(Origin(cell), "ValueError", "no", ("\x1b[31mValueError\x1b[0m: no",)))
    book.end(cell)
    for kind in NoticeKind:
        book.apply(NoticePosted(kind, f"a {kind}"))
    book.apply(CellSubmitted("waits", "x = 1"))
    return book


async def transcript(app: Console, pilot: Pilot[int], _: Path) -> None:
    book = everything()
    pane = app.console_screen.pane
    assert pane is not None
    blocks = pane.session.transcript.blocks
    assert isinstance(blocks, list)
    blocks[:] = book.transcript.blocks
    changes: list[Change] = book.feed.take()
    pane.view.take(changes)
    pane.editor.text = CODE
    await pilot.pause(0.2)


async def marked_cell(app: Console, pilot: Pilot[int], path: Path) -> None:
    await transcript(app, pilot, path)
    await pilot.press("alt+up", "alt+up")


async def found(app: Console, pilot: Pilot[int], path: Path) -> None:
    await transcript(app, pilot, path)
    await pilot.press("ctrl+f", *"te")
    await pilot.pause(0.2)


async def selected_code(app: Console, pilot: Pilot[int], _: Path) -> None:
    pane = app.console_screen.pane
    assert pane is not None
    pane.editor.text = CODE
    pane.editor.select_all()


async def tabs(app: Console, pilot: Pilot[int], _: Path) -> None:
    await pilot.press("alt+t")
    await until(pilot, lambda: len(app.console_screen.panes) == 2)


async def notices(app: Console, pilot: Pilot[int], _: Path) -> None:
    app.notify("plain words", title="A title", markup=False)
    app.notify("warning words", title="A title", severity="warning", markup=False)
    app.notify("error words", title="A title", severity="error", markup=False)
    await pilot.pause(0.1)


async def keys(app: Console, pilot: Pilot[int], _: Path) -> None:
    await pilot.press("f1")
    await pilot.pause()


async def palette(app: Console, pilot: Pilot[int], _: Path) -> None:
    await pilot.press("ctrl+p", *"tab")
    await until(pilot, lambda: bool(app.screen.query_one(OptionList).option_count))


async def themes(app: Console, pilot: Pilot[int], _: Path) -> None:
    app.search_themes()
    await until(pilot, lambda: "nord" in app.text)


async def connecting(app: Console, pilot: Pilot[int], _: Path) -> None:
    await pilot.press("ctrl+t")
    await until(pilot, lambda: bool(app.rows.rows))


async def kernelspecs(app: Console, pilot: Pilot[int], path: Path) -> None:
    install(path, "good", specs_app.spec(display_name="Good"))
    install(path, "bad", specs_app.spec(argv=["/no/such/program"]))
    install(path, "worse", b"no JSON")
    await pilot.press("f4")
    await until(pilot, lambda: "worse" in app.text and "reading" not in app.text)


async def installing(app: Console, pilot: Pilot[int], path: Path) -> None:
    await kernelspecs(app, pilot, path)
    await pilot.press("i")
    await pilot.pause(0.5)


async def editing(app: Console, pilot: Pilot[int], path: Path) -> None:
    await kernelspecs(app, pilot, path)
    await pilot.press("e")
    await pilot.pause(0.5)


async def history(app: Console, pilot: Pilot[int], _: Path) -> None:
    panel = HistoryPanel()
    panel.scopes = history_app.SCOPES
    await app.push_screen(Shelf(panel))
    from tui.model.history.entry import Findings
    from tui.model.history.query import parse_query

    panel.query_text = "a"
    panel.show(Findings(tuple(history_app.many(30))), parse_query("a"))
    await pilot.pause(0.1)


async def paging(app: Console, pilot: Pilot[int], _: Path) -> None:
    pager = Pager()
    text = (
        "\x1b[31mSignature:\x1b[39m f(x)\n\x1b[31mDocstring:\x1b[39m\nWords.\n\nParameters\n"
        "----------\nx : int\n    See `numpy.sum` and https://a.bc.\n\n>>> f(1)\n2\n"
    )
    pager.show(HelpTopic("f", {"text/plain": text}, "f"))
    await app.push_screen(Shelf(pager))
    pager.take_focus()
    await pilot.pause(0.3)


async def choosing(app: Console, pilot: Pilot[int], _: Path) -> None:
    choices = [Choice("a", "Do it", "d"), Choice("b", "Let it be", "l")]
    app.push_screen(ChoiceDialog("Which of the two?", choices))


async def asking(app: Console, pilot: Pilot[int], _: Path) -> None:
    app.push_screen(TextEntry("What is its name?", "a name"))


async def questioning(app: Console, pilot: Pilot[int], _: Path) -> None:
    dialog = QuestionDialog("A title", "Some words.", keep_words="Keep it")
    app.push_screen(dialog)


async def picking(app: Console, pilot: Pilot[int], _: Path) -> None:
    picker = KernelPicker()
    app.push_screen(picker)
    await pilot.pause()
    picker.offer([KernelChoice("a", "Kernel A", "python"), KernelChoice("b", "B", "R")])


async def a_table(app: Console, pilot: Pilot[int], _: Path) -> None:
    html = (
        "<table><thead><tr><th></th><th>price</th><th>word</th></tr></thead><tbody>"
        "<tr><th>r0</th><td>1.5</td><td>alpha</td></tr>"
        "<tr><th>r1</th><td>NaN</td><td>alphabet</td></tr></tbody></table>"
    )
    assert app.show_large(DisplayOutput({"text/html": html}, {}))
    await until(pilot, lambda: "alphabet" in app.text)
    await pilot.press("s", "slash", *"alpha")
    await until(pilot, lambda: "with “alpha” only" in app.text)


async def a_tree(app: Console, pilot: Pilot[int], _: Path) -> None:
    value: Json = {"a": [1, "alpha", None, True], "b": {"c": 1.5}, "d": "alphabet"}
    assert app.show_large(DisplayOutput({"application/json": value}, {}))
    await pilot.pause()
    await pilot.press("E", "slash", *"alpha")
    await until(pilot, lambda: "1 of 2" in app.text)


async def a_text(app: Console, pilot: Pilot[int], _: Path) -> None:
    error = ErrorOutput("ValueError", "no", (SIXTEEN, "ValueError: no"))
    assert app.show_large(error)
    await until(pilot, lambda: "2 lines" in app.text)
    await pilot.press("slash", *"no")
    await until(pilot, lambda: "1 of 1" in app.text)


@asynccontextmanager
async def on_screen(scene: Scene, path: Path) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """A scene, drawn."""
    with connect_app.made_console(Console) as app:
        async with app.run_test(size=(120, 50), notifications=True) as pilot:
            await pilot.pause()
            await scene(app, pilot, path)
            await pilot.pause()
            yield app, pilot
            for session in app.console_screen.sessions:
                await session.close()


async def drawn_in(name: str, app: Console, pilot: Pilot[int]) -> list[Drawn]:
    """All that is read on the screen in a theme."""
    app.show_theme(name)
    drawn, same = texts(app), 0
    # Some of it is prepared in threads.
    while same < STILL:
        await pilot.pause(0.02)
        before, drawn = drawn, texts(app)
        same = same + 1 if drawn == before else 0
    return drawn


SCENES: list[Scene] = [
    transcript,
    marked_cell,
    found,
    selected_code,
    tabs,
    notices,
    keys,
    themes,
    connecting,
    kernelspecs,
    installing,
    editing,
    history,
    paging,
    choosing,
    asking,
    questioning,
    picking,
    a_table,
    a_tree,
    a_text,
]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_all_text_stands_out_in_every_theme(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = specs_app.isolate(tmp_path, monkeypatch)
    weak: list[str] = []
    async with on_screen(scene, kernels) as (app, pilot):
        for name in TRUE_COLOUR:
            weak += too_weak(name, await drawn_in(name, app, pilot))
    assert weak == [], "\n".join(sorted(set(weak)))


async def test_the_palette_stands_out_in_every_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak: list[str] = []
    # Opened anew each time: its rows keep the colours it was opened in.
    async with on_screen(choosing, specs_app.isolate(tmp_path, monkeypatch)) as (app, pilot):
        await pilot.press("escape")
        for name in TRUE_COLOUR:
            app.show_theme(name)
            await palette(app, pilot, tmp_path)
            weak += too_weak(name, await drawn_in(name, app, pilot))
            await pilot.press("escape")
    assert weak == [], "\n".join(sorted(set(weak)))


def too_weak(name: str, read: list[Drawn]) -> list[str]:
    """What of a screen in a theme cannot be read well, in words."""
    assert read, "there is nothing on the screen"
    return [
        f"{name}: {each.text.strip():.30} {each.color} on {each.ground} {each.contrast:.2f}"
        for each in read
        if each.contrast < ENOUGH[name]
    ]
