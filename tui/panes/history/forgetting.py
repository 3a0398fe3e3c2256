"""Forgetting inputs: in what jtui keeps and, where asked for, in IPython's own history."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Sequence
from pathlib import Path

from tui.errors import JtuiError
from tui.kernels.past_inputs import KernelHistory
from tui.kernels.session import KernelSession
from tui.stores.history.store import HistoryStore
from tui.stores.ipython_history import default_ipython_history, forget_in_ipython


class Forgetting:
    """Forgets for the panel of one session; raises `HistoryError`."""

    def __init__(self, session: KernelSession) -> None:
        self._session = session
        self._kernel = KernelHistory(session)

    @property
    def reaches_ipython(self) -> bool:
        """Whether IPython's own history can be asked to forget: it is in a file on this machine."""
        return self._kernel.is_kept and self._session.transport.shares_files

    async def forget(self, codes: Sequence[str], *, in_ipython: bool) -> str:
        """Forget every input with one of these texts; answers in a sentence what was done."""
        own, leaves_traces = await asyncio.to_thread(_forget_own, codes)
        told = f"Forgotten in what jtui keeps: {own}."
        if leaves_traces:
            told += " Traces stay in the file while another program reads there."
        if in_ipython:
            path = await self._ipython_file()
            there = await asyncio.to_thread(forget_in_ipython, path, codes)
            told += f" In IPython's history: {there}; a running kernel has them until it ends."
        return told

    async def _ipython_file(self) -> Path:
        """The file the kernel says it keeps its history in, else that of the default profile."""
        try:
            told = ast.literal_eval(await self._kernel.file_name())
        except (JtuiError, ValueError, SyntaxError, MemoryError, RecursionError):
            return default_ipython_history()
        return Path(told) if isinstance(told, str) and told else default_ipython_history()


def _forget_own(codes: Sequence[str]) -> tuple[int, bool]:
    """How many were forgotten, and whether something of them is left in the file for a while."""
    store = HistoryStore()
    try:
        count = store.forget_codes(codes)
    finally:
        # Tries once more to wipe what is left.
        store.close()
    return count, store.leaves_traces
