"""Tokens that are kept."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tui.kernels.server.tokens import keep_token, kept_token, tokens_file

URL = "http://host:8888/"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty data directory."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


def test_a_token_is_kept_for_its_server_only() -> None:
    keep_token(URL, "abc")
    keep_token("http://other/", "xyz")
    assert kept_token(URL) == "abc"
    assert kept_token("http://host:8889/") == ""


def test_only_the_owner_reads_the_file() -> None:
    keep_token(URL, "abc")
    assert tokens_file().stat().st_mode & 0o777 == 0o600
    assert tokens_file().parent.stat().st_mode & 0o777 == 0o700


def test_an_empty_token_forgets() -> None:
    keep_token(URL, "abc")
    keep_token(URL, "")
    assert kept_token(URL) == ""
    assert "abc" not in tokens_file().read_text()


def test_nothing_is_written_where_nothing_changes() -> None:
    keep_token(URL, "")
    assert not tokens_file().exists()
    keep_token(URL, "abc")
    before = tokens_file().stat().st_ino
    keep_token(URL, "abc")
    assert tokens_file().stat().st_ino == before


@pytest.mark.parametrize(
    "content", ["", "[]", "secret{", "[" * 100_000, '{"http://host:8888/": 1}']
)
def test_a_damaged_file_has_no_tokens_and_is_not_quoted(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    tokens_file().parent.mkdir(parents=True)
    tokens_file().write_text(content)
    with caplog.at_level(logging.DEBUG):
        assert kept_token(URL) == ""
    assert "secret" not in caplog.text
    keep_token(URL, "abc")
    assert kept_token(URL) == "abc"
