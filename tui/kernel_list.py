"""What `jtui --list-kernels` prints."""

from __future__ import annotations

from tui.model.clean import clean
from tui.stores.kernelspecs import Kernelspecs

# Characters: of a column of the list of kernels, of a name or reason, of a path. No disk has more.
_WIDEST, _LONGEST, _LONGEST_PATH = 60, 300, 4096


def kernel_list(kernelspecs: Kernelspecs) -> str:
    """The kernels there are as lines of text, cleaned: name, display name, language, directory.

    A name and a directory are whole as far as a disk can have them, the rest is cut.
    """
    rows = [
        (
            _cut(spec.name, _LONGEST),
            _cut(spec.display_name, _WIDEST),
            _cut(spec.language, _WIDEST),
            _cut(str(spec.resource_dir), _LONGEST_PATH) if spec.resource_dir else "(part of jtui)",
        )
        for _, spec in sorted(kernelspecs.specs.items())
    ]
    widths = [
        min(_WIDEST, max((len(row[column]) for row in rows), default=0)) for column in range(3)
    ]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    lines += [
        f"broken: {_cut(str(spec.path), _LONGEST_PATH)}: {_cut(spec.reason, _LONGEST)}"
        for spec in kernelspecs.broken
    ]
    return "".join(f"{line}\n" for line in lines or ["no kernels"])


def _cut(text: str, width: int) -> str:
    """A text cleaned, with at most `width` characters and an ellipsis where there were more."""
    # Cleaning a megabyte takes its time.
    cleaned = clean(text[: width + 1])
    return cleaned if len(cleaned) <= width else f"{cleaned[: width - 1]}…"
