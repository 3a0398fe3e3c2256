"""What the command line says to attach to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tui.attaching import ConnectPage, wanted_of
from tui.config import AttachSettings
from tui.errors import ConfigurationError
from tui.kernels.endpoints import ServerKernel, SshKernel

CONTENT = json.dumps(
    {
        "transport": "tcp",
        "ip": "127.0.0.1",
        "key": "k",
        "signature_scheme": "hmac-sha256",
        **dict.fromkeys(("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"), 9),
    }
)


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime directory with a server of this process's own."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)
    fields = {"url": "http://localhost:7777/lab/", "token": "own", "pid": os.getpid()}
    (tmp_path / "jpserver-1.json").write_text(json.dumps(fields))
    return tmp_path


def token(url: str, given: str = "") -> str:
    address = wanted_of(AttachSettings(server=url), (), given).address
    assert address is not None
    return address.token


def test_a_server_alone_is_picked_from() -> None:
    wanted = wanted_of(AttachSettings(server="https://host:1/"), (), "")
    assert (wanted.endpoints, wanted.page, wanted.text) == (
        (),
        ConnectPage.SERVERS,
        "https://host:1/",
    )


def test_kernels_are_those_of_the_server() -> None:
    settings = AttachSettings(existing=("an-id", ""), server="https://host:1/", verify=False)
    wanted = wanted_of(settings, ("ir",), "t")
    assert wanted.address is not None
    assert (wanted.address.token, wanted.address.verify) == ("t", False)
    assert wanted.endpoints == (
        ServerKernel(wanted.address, kernel_id="an-id"),
        ServerKernel(wanted.address, spec_name="ir"),
    )


def test_the_token_that_was_given_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_TOKEN", "environment")
    assert token("https://host:1/?token=url", "given") == "given"
    assert token("https://host:1/?token=url") == "url"
    assert token("https://host:1/") == "environment"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://localhost:7777/lab/", "own"),
        ("http://127.0.0.1:7777/lab/", "own"),
        ("http://127.0.0.1:7778/lab/", ""),
        ("http://host:7777/lab/", ""),
    ],
)
def test_a_server_of_ones_own_has_left_its_token(runtime: Path, url: str, wanted: str) -> None:
    file = runtime / "jpserver-1.json"
    file.write_text(file.read_text().replace("/lab/", "/"))
    assert token(url.replace("/lab/", "/")) == wanted


def test_kernels_behind_ssh() -> None:
    wanted = wanted_of(AttachSettings(existing=("", "kernel-1"), ssh="ada@host"), ("r",), "")
    assert wanted.endpoints == (
        SshKernel("ada@host", file=""),
        SshKernel("ada@host", file="kernel-1"),
        SshKernel("ada@host", spec_name="r"),
    )
    (pasted,) = wanted_of(AttachSettings(existing=(CONTENT,), ssh="host"), (), "").endpoints
    assert isinstance(pasted, SshKernel)
    assert pasted.info is not None
    assert pasted.info.shell_port == 9


@pytest.mark.parametrize(
    "settings",
    [
        AttachSettings(server="http://a/", ssh="b"),
        AttachSettings(existing=("no-such-file",)),
        AttachSettings(existing=("{broken",)),
        AttachSettings(server="ftp://x"),
    ],
)
def test_what_makes_no_sense_is_refused(settings: AttachSettings) -> None:
    with pytest.raises(ConfigurationError):
        wanted_of(settings, (), "")
