"""What narrows a search besides its words: as words beside it, and where nothing was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from tui.model.clean import clean
from tui.model.history.filters import HistoryFilters
from tui.widgets.history.facts import day_words
from tui.widgets.history.search_row import FilterWord

_LONGEST = 24

UNFOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for and where: a text, the number of a scope, filters, one row a text."""

    text: str = ""
    scope: int = 0
    filters: HistoryFilters = field(default_factory=HistoryFilters)
    folded: bool = True


def without(filters: HistoryFilters, name: str) -> HistoryFilters:
    """The filters without the one of a name."""
    match name:
        case "errors":
            return replace(filters, errors=False)
        case "cwd":
            return replace(filters, cwd=None)
        case "language":
            return replace(filters, language=None)
        case "kernelspec":
            return replace(filters, kernelspec=None)
        case "since":
            return replace(filters, since=None)
    return filters


def filter_words(wanted: Wanted, here: str) -> tuple[FilterWord, ...]:
    """The filters that are set, in words; `here` is the present folder."""
    filters = wanted.filters
    words: list[FilterWord] = []
    if filters.errors:
        words.append(("errors", "errors"))
    if filters.cwd is not None:
        folder = "here" if filters.cwd == here else f"in {PurePath(filters.cwd).name}"
        words.append(("cwd", folder))
    if filters.language is not None:
        words.append(("language", filters.language))
    if filters.kernelspec is not None:
        words.append(("kernelspec", filters.kernelspec))
    if filters.since is not None:
        words.append(("since", f"since {day_words(filters.since)}"))
    if not wanted.folded:
        words.append((UNFOLDED, "unfolded"))
    return tuple((name, clean(said[:_LONGEST])) for name, said in words)


def empty_words(
    wanted: Wanted, scopes: tuple[str, ...], here: str, keys: Mapping[str, str], *, keeps: bool
) -> tuple[str, ...]:
    """What to say where nothing was found; `keys` are the keys by the ids of their bindings.

    `keeps` tells whether jtui keeps what is entered.
    """
    scope = clean(scopes[wanted.scope]) if wanted.scope < len(scopes) else ""
    narrowing = [word for name, word in filter_words(wanted, here) if name != UNFOLDED]
    if not wanted.text.strip() and not narrowing:
        said = [f"No history in “{scope}”" if scope else "No history"]
        if keeps:
            said[0] += " yet."
            said.append("What is entered will be listed here, the latest first.")
        else:
            said[0] += "."
            said.append("jtui keeps no history (History.store is off).")
    else:
        said = [f"Nothing found in “{scope}”." if scope else "Nothing found."]
    if narrowing:
        said += ["", f"Only what fits is looked at: {', '.join(narrowing)}."]
        said += [
            f"{keys[key]}  all, not only {name}"
            for key, name, is_set in (
                ("history.errors", "errors", wanted.filters.errors),
                ("history.here", "from here", wanted.filters.cwd is not None),
                ("history.language", "this language", wanted.filters.language is not None),
                ("history.since", "since that day", wanted.filters.since is not None),
            )
            if is_set and key in keys
        ]
    if len(scopes) > 1 and "history.next_scope" in keys:
        following = clean(scopes[(wanted.scope + 1) % len(scopes)])
        said += [] if narrowing else [""]
        said.append(f"{keys['history.next_scope']}  look in “{following}”")
    return tuple(said)
