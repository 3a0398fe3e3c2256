"""What a start may cost: widgets, styles worked out, collections of garbage, by count."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tui import __main__, cli
from tui.app import ConsoleApp
from tui.config import Settings
from tui.errors import LaunchError
from tui.kernels.launched import Launch
from tui.model.kernelspec import KernelSpec
from tui.screens.console import ConsoleScreen
from tui.terminal.signals import TerminationWatch

SPEC = KernelSpec("none", ("/bin/false",), "None", "python")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConsoleApp]:
    """jtui with one tab whose kernel could not be started."""
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    launch = Launch(SPEC, None, LaunchError("It could not."))
    watch = TerminationWatch(lambda: None)
    watch.start()
    try:
        yield ConsoleApp(Settings(kernels=("none",)), [launch], watch)
    finally:
        watch.stop()


async def test_a_start_makes_few_widgets_and_works_out_their_styles_once(
    app: ConsoleApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    real = Stylesheet.update_nodes

    def counting(self: Stylesheet, nodes: list[DOMNode], animate: bool = False) -> None:
        listed = list(nodes)
        styled.extend(listed)
        real(self, listed, animate)

    monkeypatch.setattr(Stylesheet, "update_nodes", counting)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        widgets = list(app.console_screen.walk_children(with_self=True))
        assert len(widgets) <= 25
        # Each had its styles when it was mounted; again only for the focus and the like.
        assert len(styled) < len(widgets)


async def test_the_styles_of_the_first_screen_are_right_without_working_them_out_anew(
    app: ConsoleApp,
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = app.console_screen
        assert isinstance(screen, ConsoleScreen)
        nodes = list(screen.walk_children(with_self=True))
        first = [node.styles.css for node in nodes]
        app.stylesheet.update_nodes(nodes, animate=False)
        assert [node.styles.css for node in nodes] == first


async def test_a_theme_chosen_later_reaches_every_widget(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        before = app.console_screen.pane.editor.rich_style if app.console_screen.pane else None
        app.show_theme("jtui-light")
        await pilot.pause()
        assert app.console_screen.pane is not None
        assert app.console_screen.pane.editor.rich_style != before


def test_no_garbage_is_collected_before_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting: list[bool] = []

    def run(argv: object) -> int:
        collecting.append(gc.isenabled())
        return 0

    monkeypatch.setattr(cli, "run", run)
    try:
        assert __main__.main([]) == 0
    finally:
        gc.enable()
    assert collecting == [False]
