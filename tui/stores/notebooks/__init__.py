"""Notebooks on the disk: read, written in one step, and made scripts and pages of HTML.

A session becomes the JSON of a notebook in `tui.model.notebook`; that JSON is what is written here
in each of the forms. All functions that are not coroutines take disk time: call them in a thread.
"""

from __future__ import annotations

from tui.stores.notebooks.html import can_make_html, save_html
from tui.stores.notebooks.kernels import KernelMatch, kernel_for
from tui.stores.notebooks.reading import OpenedNotebook, check_file, open_notebook
from tui.stores.notebooks.scripts import save_script, script_extension, script_of
from tui.stores.notebooks.writing import AlreadyThere, ChangedOnDisk, SeenFile, WritingStopped, save

__all__ = [
    "AlreadyThere",
    "ChangedOnDisk",
    "KernelMatch",
    "OpenedNotebook",
    "SeenFile",
    "WritingStopped",
    "can_make_html",
    "check_file",
    "kernel_for",
    "open_notebook",
    "save",
    "save_html",
    "save_script",
    "script_extension",
    "script_of",
]
