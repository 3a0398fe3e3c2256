"""A point in time as people type it: a date, or how long ago."""

from __future__ import annotations

import re
from datetime import datetime

SINCE_EXAMPLES = "2026-11-01, 2026-11-01 14:30, today, 3h, 7d, 2w"
_AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def parse_since(text: str, now: float) -> float | None:
    """The moment in seconds since the epoch, in the local time zone; `None` when it is none."""
    text = text.strip().lower()
    present = datetime.fromtimestamp(now).astimezone()
    midnight = present.replace(hour=0, minute=0, second=0, microsecond=0)
    if text == "today":
        return midnight.timestamp()
    if text == "yesterday":
        return midnight.timestamp() - 86_400
    if (ago := _AGO.fullmatch(text)) is not None:
        return now - int(ago[1]) * _SECONDS[ago[2]]
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp() if moment.tzinfo is not None else moment.astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None
