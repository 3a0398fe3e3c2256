"""The commands `jtui` and `jupyter-tui`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run jtui with `argv`, or with the command line, and answer its exit status."""
    # What a start makes stays: looking through it for garbage again and again takes 40 ms. The app
    # turns the collector on when the first prompt is there.
    gc.disable()
    from tui.cli import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
