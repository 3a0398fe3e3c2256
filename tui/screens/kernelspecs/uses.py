"""What uses a kernelspec just now: the tabs of this jtui, and kernels that others have started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.kernels.survivors import living_kernels
from tui.widgets.specs.row import one_line


def find_uses(
    tabs: Mapping[str, Sequence[str]], trying: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """What uses each kernelspec, by its name, in cleaned words. Takes disk time.

    `tabs` are the titles of this jtui's tabs, and `trying` the numbers of kernels that it is
    trying, by kernelspec.
    """
    living = living_kernels()
    uses: dict[str, tuple[str, ...]] = {}
    for name in {*tabs, *living}:
        titles = tabs.get(name, ())
        words = [f"tab “{one_line(title)}”" for title in titles]
        # Its own kernels are among the living ones.
        if (others := living.get(name, 0) - len(titles) - trying.get(name, 0)) > 0:
            one = "1 kernel of another jtui"
            words.append(one if others == 1 else f"{others:,} kernels of other jtuis")
        if words:
            uses[name] = tuple(words)
    return uses


def listed(words: Sequence[str]) -> str:
    """These as one runs them together: `a, b and c`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
