"""Times and amounts for people."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


def ago(since: float, now: float) -> str:
    """How long ago a time was, such as `2 h ago`; both in seconds since the epoch, 0 for unknown.

    What is said to be in the future is not known either, but for a clock that is a little off.
    """
    seconds = now - since
    if since <= 0 or seconds < -_MINUTE:
        return ""
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min ago"
    if seconds < 1.5 * _DAY:
        return f"{seconds / _HOUR:.0f} h ago"
    days = seconds / _DAY
    if days < 60:
        return f"{days:.0f} days ago"
    return f"{days / 30.44:.0f} months ago" if days < 700 else f"{days / 365.25:.0f} years ago"


def percent(amount: float | None) -> str:
    """A share of a processor, "" when it is not known."""
    return "" if amount is None else f"{amount:.0f} %"


def megabytes(amount: int | None) -> str:
    """Bytes in MB or GB, "" when they are not known."""
    if amount is None:
        return ""
    value = amount / 1_000_000
    return f"{value:.0f} MB" if value < 1000 else f"{value / 1000:.1f} GB"
