"""Which inputs the history keeps."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase


def is_kept(code: str, ignored: Sequence[str]) -> bool:
    """Whether an input is to be kept; blank ones and those that begin with a space are not.

    Neither is one that matches a pattern of `ignored` as a whole, outer white space aside:
    `*` is any text, over several lines too, `?` any character, `[...]` one of those; case counts.
    """
    text = code.strip()
    if not text or code.startswith(" "):
        return False
    return not any(fnmatchcase(text, pattern) for pattern in ignored)
