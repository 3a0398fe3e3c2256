"""The panel's pages of hosts and of engines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.connect_app import Console, made_console, panel, runtime, until
from tui.attaching import ConnectPage
from tui.kernels.endpoints import Endpoint, SshKernel
from tui.screens.connect.screen import ConnectScreen
from tui.stores.used_places import used_places

__all__ = ["runtime"]

PASTED = json.dumps(
    {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "key": "k"}
)


class Noting(Console):
    """Notes what is to be attached to, and attaches to nothing."""

    def open_endpoint(self, endpoint: Endpoint) -> None:
        """Note it."""
        self.opened = [*self.opened, endpoint]

    opened: Sequence[Endpoint] = ()


@asynccontextmanager
async def hosts(*typed: Sequence[str]) -> AsyncIterator[tuple[Noting, Pilot[int]]]:
    """The page of hosts."""
    with made_console(Noting) as app:
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            await app.pick(ConnectPage.SSH)
            await until(pilot, lambda: not app.page.is_reading)
            for keys in typed:
                await pilot.press(*keys)
            yield app, pilot


@pytest.fixture
def configured(runtime: Path) -> Path:
    """A configuration of ssh with a host."""
    directory = runtime.parent / ".ssh"
    directory.mkdir()
    config = directory / "config"
    config.write_text("Host gpu other *.example.org !no\n  HostName 10.0.0.1\n")
    return config


async def test_hosts_of_the_configuration_are_offered_and_one_is_gone_into(
    configured: Path,
) -> None:
    async with hosts("oth", ["enter"]) as (app, pilot):
        await until(pilot, lambda: app.state == "other")
        assert app.cells(0) == ["the newest kernel there"]
        await pilot.press("escape")
        await until(pilot, lambda: app.cells(0) == ["gpu", "other"])
        selected = app.rows.selected
        assert selected is not None
        assert selected.key == "other"
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.opened == [SshKernel("other")])
        assert used_places("hosts") == ["other"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("python3", SshKernel("me@there", spec_name="python3")),
        ("kernel-12*.json", SshKernel("me@there", file="kernel-12*.json")),
        ("run/k.json", SshKernel("me@there", file="run/k.json")),
    ],
)
async def test_any_host_can_be_typed_and_then_what_to_open_there(
    runtime: Path, typed: str, expected: SshKernel
) -> None:
    async with hosts("me@there", ["enter"], typed, ["enter"]) as (app, pilot):
        await until(pilot, lambda: app.opened == [expected])
        await until(pilot, lambda: app.screen is app.console_screen)


async def test_the_other_reading_of_what_is_typed_is_one_row_below(runtime: Path) -> None:
    async with hosts("me@there", ["enter"], "abc", ["down", "enter"]) as (app, pilot):
        await until(pilot, lambda: app.opened == [SshKernel("me@there", file="abc")])


async def test_a_connection_file_can_be_pasted(runtime: Path) -> None:
    async with hosts("me@there", ["enter"]) as (app, pilot):
        app.field.insert_text_at_cursor(PASTED)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.opened) == 1)
        endpoint = app.opened[0]
        assert isinstance(endpoint, SshKernel)
        assert endpoint.info is not None
        assert endpoint.info.shell_port == 1


async def test_what_is_pasted_and_no_connection_file_is_said_so(runtime: Path) -> None:
    async with hosts("me@there", ["enter"]) as (app, pilot):
        app.field.insert_text_at_cursor('{"a": 1}')
        await pilot.press("enter")
        await until(pilot, lambda: "has no ports" in app.note)
        assert app.opened == ()


@pytest.mark.parametrize("typed", ["-oProxyCommand=x", "a b", "@x"])
async def test_what_can_be_no_host_is_not_offered(runtime: Path, typed: str) -> None:
    keys = ["space" if character == " " else character for character in typed]
    async with hosts(keys, ["enter"]) as (app, _):
        assert app.cells(0) == []
        assert "Type one as for ssh" in app.text


async def test_a_cluster_that_does_not_run_is_shown_with_the_reason(runtime: Path) -> None:
    security = runtime.parent / "ipython" / "profile_default" / "security"
    security.mkdir(parents=True)
    (security / "ipcontroller-client.json").write_text("{")
    async with panel(ConnectPage.ENGINES) as (app, pilot):
        await until(pilot, lambda: app.cells(1) == ["does not run"])
        assert app.state == "0 engines"
        assert "is not JSON" in app.details
        await pilot.press("enter")
        await until(pilot, lambda: "is not JSON" in app.note)
        assert isinstance(app.screen, ConnectScreen)
