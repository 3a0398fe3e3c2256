"""Run in a kernel of Python 3, of any version: sets how wide libraries write.

Nothing is imported that the kernel has not, and only what still has a library's own value, or the
one that was told last, is changed. An error in one of these steps concerns that step only.
"""

import os
import sys
from typing import Any


def tell(columns: int, lines: int, before: int, started: bool) -> None:
    """Set widths to `columns`; `before` is what was told last, 0 for nothing yet.

    `started` says that jtui has set the variables of terminals when it started the kernel.
    """
    if environment_is_own(before, started):
        os.environ.update(COLUMNS=str(columns), LINES=str(lines))
    for step in (_variables, _ipython, _numpy, _pandas, _rich):
        try:
            step(columns, before)
        except Exception:  # noqa: BLE001 - a library that is another than it was goes without
            pass


def environment_is_own(before: int, started: bool) -> bool:
    """Whether COLUMNS has no value, or jtui's: programs and shutil.get_terminal_size read it."""
    now = os.environ.get("COLUMNS")
    return now is None or now == str(before) or (started and not before)


def _variables(columns: int, before: int) -> None:
    # The first is of rich, which takes no notice of COLUMNS in Jupyter.
    for name in ("JUPYTER_COLUMNS", "POLARS_TABLE_WIDTH"):
        if os.environ.get(name) in (None, str(before)):
            os.environ[name] = str(columns)


def _ipython(columns: int, before: int) -> None:
    shell: Any = sys.modules["IPython"].get_ipython()
    formatter = shell.display_formatter.formatters["text/plain"]
    if formatter.max_width in (79, before):
        formatter.max_width = columns


def _numpy(columns: int, before: int) -> None:
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None and numpy.get_printoptions()["linewidth"] in (75, before):
        numpy.set_printoptions(linewidth=columns)


def _pandas(columns: int, before: int) -> None:
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None and pandas.get_option("display.width") in (80, before):
        pandas.set_option("display.width", columns)


def _rich(columns: int, before: int) -> None:
    # The console that `rich.print` uses asks for the width only when it is made.
    console: Any = getattr(sys.modules.get("rich"), "_console", None)
    if console is not None and console.width in (115, before):
        console.width = columns
