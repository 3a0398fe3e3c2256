"""The hosts that a configuration of ssh names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.stores.ssh_hosts import configured_hosts


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of ssh, empty."""
    monkeypatch.setenv("HOME", str(tmp_path))
    directory = tmp_path / ".ssh"
    directory.mkdir()
    return directory


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        pytest.param("", [], id="an empty file"),
        pytest.param("Host a\nHost b\n", ["a", "b"], id="in their order"),
        pytest.param("Host b a b\n", ["b", "a"], id="several in a line, each once"),
        pytest.param("host=a\nHOST = b\n", ["a", "b"], id="any case, equals signs"),
        pytest.param('Host "a b" c\n', ["a b", "c"], id="quoted"),
        pytest.param("Host *\nHost a?\nHost !a c\n", ["c"], id="no patterns"),
        pytest.param("# Host a\nHost b # Host c\n", ["b"], id="no comments"),
        pytest.param("Host -oX a\n", ["a"], id="nothing that is an option"),
        pytest.param("HostName a\nMatch host b\n", [], id="other keywords"),
        pytest.param('Host "a\nHost b\n', ["b"], id="a broken line"),
        pytest.param("Host a\x1b\n", ["a\x1b"], id="as it is, not cleaned"),
    ],
)
def test_plain_hosts_are_named(ssh: Path, text: str, hosts: list[str]) -> None:
    (ssh / "config").write_text(text)
    assert configured_hosts() == hosts


def test_what_is_included_is_read_once(ssh: Path) -> None:
    (ssh / "config").write_text("Include conf.d/* ~/other config\nHost last\n")
    (ssh / "conf.d").mkdir()
    (ssh / "conf.d" / "one").write_text("Host one\nInclude conf.d/one\n")
    (ssh.parent / "other").write_text("Host two\n")
    assert sorted(configured_hosts()) == ["last", "one", "two"]


def test_without_a_configuration_there_is_no_host(ssh: Path) -> None:
    assert configured_hosts() == []
    (ssh / "config").mkdir()
    assert configured_hosts() == []
