# PYTHON_ARGCOMPLETE_OK (by which argcomplete knows programs that complete their options)
"""The commands `jtui` and `jupyter-tui`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from tui.terminal.streams import prepare_streams


def main(argv: Sequence[str] | None = None) -> int:
    """Run jtui with `argv`, or with the command line, and answer its exit status."""
    # What a start makes stays: looking through it for garbage again and again takes 40 ms. The app
    # turns the collector on when the first prompt is there.
    gc.disable()
    prepare_streams()
    if "_ARGCOMPLETE" in os.environ:
        # A shell asks what can stand at its cursor; this writes it and ends.
        from tui.shell_completion import complete

        complete()
    if argv is None and any("token" in word for word in sys.argv):
        from tui.secret_options import start_again_without_secret

        start_again_without_secret()
    from tui.cli import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
