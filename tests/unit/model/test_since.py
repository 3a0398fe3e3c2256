"""A point in time as people type it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tui.model.history.since import parse_since

NOW = datetime(2026, 11, 22, 15, 30).astimezone().timestamp()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", datetime(2026, 11, 1)),  # noqa: DTZ001
        ("2026-11-01 14:30", datetime(2026, 11, 1, 14, 30)),  # noqa: DTZ001
        (" Today ", datetime(2026, 11, 22)),  # noqa: DTZ001
        ("yesterday", datetime(2026, 11, 21)),  # noqa: DTZ001
        ("90m", datetime(2026, 11, 22, 14, 0)),  # noqa: DTZ001
        ("3h", datetime(2026, 11, 22, 12, 30)),  # noqa: DTZ001
    ],
)
def test_a_date_or_how_long_ago(text: str, moment: datetime) -> None:
    assert parse_since(text, NOW) == moment.astimezone().timestamp()


def test_days_and_weeks_are_long() -> None:
    assert parse_since("2w", NOW) == parse_since("14d", NOW) == NOW - 14 * 86_400


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "-3d", "999999d", "0001-01-01T", "7"])
def test_what_is_no_date(text: str) -> None:
    assert parse_since(text, NOW) is None
