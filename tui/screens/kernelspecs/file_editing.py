"""Editing a `kernel.json` in an editor, of which only what is a valid kernelspec is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.stores.kernelspecs.drafting import BrokenEdit, Draft, keep, make_draft

OpenEditor = Callable[[Path, int], Awaitable[None]]
"""Edits a file from a line on, counted from 1, and returns when the user has done."""
MayGoOn = Callable[[str], Awaitable[bool]]
"""Asks whether to go on editing after a problem, a cleaned sentence."""


async def edit_file(directory: Path, open_editor: OpenEditor, may_go_on: MayGoOn) -> bool:
    """Edit the `kernel.json` in a directory; answers whether it was changed.

    Raises `KernelspecError` when it cannot be, or the user gives up; then it is as it was, and
    what was typed is kept elsewhere. Raises what `open_editor` does, too.
    """
    draft = await asyncio.to_thread(make_draft, directory)
    try:
        return await _edit(draft, open_editor, may_go_on)
    finally:
        # Not in a thread, which a second cancellation would not wait for; it is a file or two.
        draft.discard()


async def _edit(draft: Draft, open_editor: OpenEditor, may_go_on: MayGoOn) -> bool:
    line = 0
    while True:
        await open_editor(draft.path, line)
        data = await asyncio.to_thread(draft.read)
        if data == draft.original:
            return False
        try:
            return await asyncio.to_thread(draft.write, data)
        except KernelspecError as error:
            problem = clean(str(error))
            line = error.line if isinstance(error, BrokenEdit) else 0
        if not await may_go_on(problem):
            raise KernelspecError(f"It is as it was. {await asyncio.to_thread(keep, data)}")
