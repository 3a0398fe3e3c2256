"""The pager's size on disk: kept, bounded, and no harm when it cannot be read or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.stores.pager_size import PagerSize, pager_size_file, read_pager_size, write_pager_size


def test_a_size_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pager.json"
    write_pager_size(PagerSize(0.3, 0.7), path)
    assert read_pager_size(path) == PagerSize(0.3, 0.7)
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_kept_is_the_half(tmp_path: Path) -> None:
    assert read_pager_size(tmp_path / "none.json") == PagerSize(0.5, 0.5)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("", PagerSize()),
        ("{nonsense", PagerSize()),
        ("[1, 2]", PagerSize()),
        ("[" * 9_000, PagerSize()),
        ('{"width": "0.3", "height": null}', PagerSize()),
        ('{"width": true, "height": NaN}', PagerSize()),
        ('{"width": -3, "height": Infinity}', PagerSize(0.15, 0.85)),
        ('{"width": 0.25}', PagerSize(0.25, 0.5)),
        ('{"width": 0.25}' + " " * 20_000, PagerSize(0.25, 0.5)),
        ('{"width": 1' + "0" * 6_000 + "}", PagerSize()),
        ("\udcff", PagerSize()),
    ],
)
def test_a_damaged_file_is_no_harm(tmp_path: Path, written: str, size: PagerSize) -> None:
    path = tmp_path / "pager.json"
    path.write_bytes(written.encode("utf-8", "surrogateescape"))
    assert read_pager_size(path) == size


def test_what_cannot_be_written_or_read_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    write_pager_size(PagerSize(), tmp_path / "file" / "pager.json")
    assert "was not saved" in caplog.text
    assert read_pager_size(tmp_path) == PagerSize()
    assert "cannot be read" in caplog.text


def test_it_is_kept_with_the_other_files_of_the_program() -> None:
    assert pager_size_file().parent.name == "jtui"
