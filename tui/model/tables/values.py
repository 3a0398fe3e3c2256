"""What the text of a cell says: a number, a moment, a duration, or nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

Number = int | float

_MISSING = frozenset(
    {
        *("", "nan", "nat", "na", "n/a", "<na>", "none", "null", "nil", "missing", "nothing"),
        *("-", "–", "—", "…", "...", "⋮", "⋯", "undefined"),
    }
)
_LONGEST = 400
# What Python's own numbers lose of longer ones.
_EXACT_DIGITS = 15
_NUMBER = re.compile(
    r"(?P<sign>[-+−])?[$€£¥]? ?(?P<digits>\d[\d,_'’ ]*+(?:\.\d*+)?|\.\d++)"
    r"(?:[eE](?P<power>[-+−]?\d{1,9}))? ?(?P<share>%)?"
)
_SPACERS = str.maketrans("", "", ",_'’ ")
_INFINITE = {"∞": float("inf"), "+∞": float("inf"), "-∞": float("-inf"), "−∞": float("-inf")}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?(?: ?(?:UTC|Z))?")
_DURATION = re.compile(
    r"(?:(?P<days>[-+]?\d{1,9}) days?,? ?)?"
    r"(?:(?P<sign>[-+])?(?P<hours>\d{1,6}):(?P<minutes>\d\d)(?::(?P<seconds>\d\d(?:\.\d+)?))?)?"
)


def is_missing(text: str) -> bool:
    """Whether a cell stands for a value that is not there, or for rows that are left out."""
    return len(text) < 10 and text.strip().lower() in _MISSING


def number_of(text: str) -> Number | None:
    """The number a cell holds and nothing else, with signs, thousands apart, exponent, percent."""
    if len(text) >= _LONGEST:
        return None
    try:
        value = float(text)
    except ValueError:
        return _INFINITE.get(text) if len(text) < 3 and "∞" in text else _written_number(text)
    if value != value:
        return None
    if len(text) > _EXACT_DIGITS:
        try:
            return int(text)
        except ValueError:
            pass
    return value


def _written_number(text: str) -> Number | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["digits"].translate(_SPACERS)
    power = (found["power"] or "0").replace("−", "-")
    value: Number = float(f"{digits}e{power}")
    if found["power"] is None and "." not in digits and len(digits) > _EXACT_DIGITS:
        value = int(digits)
    if found["share"]:
        value /= 100
    return -value if found["sign"] in ("-", "−") else value


def moment_of(text: str) -> float | None:
    """The moment that an ISO date, with or without a time, names: seconds of one scale.

    A date without a zone counts as one of UTC.
    """
    if not 10 <= len(text) <= 40 or text[4] != "-":
        return None
    if _DATE.fullmatch(text) is None:
        return None
    told = text.removesuffix("UTC").strip()
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        # Python takes six digits of a second at most.
        try:
            moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", told))
        except ValueError:
            return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        return (moment - _EPOCH).total_seconds()
    except OverflowError:
        return None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def duration_of(text: str) -> float | None:
    """The seconds of a duration as pandas and Python write it: `2 days 03:04:05`, `0:00:07`."""
    if not 3 <= len(text) <= 40 or (":" not in text and "day" not in text):
        return None
    found = _DURATION.fullmatch(text)
    if found is None or (found["days"] is None and found["hours"] is None):
        return None
    seconds = int(found["hours"] or 0) * 3600 + int(found["minutes"] or 0) * 60
    time = seconds + float(found["seconds"] or 0)
    return int(found["days"] or 0) * 86_400 + (-time if found["sign"] == "-" else time)
