"""A kernel's own history of inputs: of its present session, and of all that IPython keeps."""

from __future__ import annotations

from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.wire.message import Message
from tui.wire.past_inputs import (
    PastInput,
    decode_expression,
    decode_past_inputs,
    expression_request,
    range_request,
    search_request,
)

_ANSWERING = (KernelState.IDLE, KernelState.BUSY, KernelState.NEEDS_INPUT)


class KernelHistory:
    """Asks the kernel of one session; all its questions raise `RequestError` or `TransportError`.

    Only IPython is asked: other kernels answer with nothing, or print an error into a cell.
    """

    def __init__(self, session: KernelSession) -> None:
        self._session = session

    @property
    def is_kept(self) -> bool:
        """Whether this kernel keeps a history of its own."""
        info = self._session.info
        return info is not None and info.implementation == "ipython"

    @property
    def answers(self) -> bool:
        """Whether it would answer now, instead of waiting for its cell to end."""
        session = self._session
        return self.is_kept and session.state in _ANSWERING and not session.side.would_wait

    async def present(self) -> list[PastInput]:
        """The inputs of the present session, oldest first, with results as text."""
        return await self._ask(range_request(self._session.client, 0, output=True))

    async def lines(self, session: int, first: int, last: int | None) -> list[PastInput]:
        """Lines of one session, `last` among them; as `range_request` counts sessions."""
        stop = None if last is None else last + 1
        return await self._ask(range_request(self._session.client, session, first, stop))

    async def search(self, pattern: str, most: int) -> list[PastInput]:
        """The newest `most` inputs of all sessions that a glob matches, newest first."""
        found = await self._ask(search_request(self._session.client, pattern, most))
        found.reverse()
        return found

    async def present_number(self) -> int:
        """The number of the present session among all; 0 is unknown."""
        told = await self._evaluate("get_ipython().history_manager.session_number")
        return int(told) if told.isdecimal() else 0

    async def file_name(self) -> str:
        """The file that the history is kept in, as a Python literal; "" is unknown."""
        path = "str(get_ipython().history_manager.hist_file)"
        return await self._evaluate(f"__import__('os').path.abspath({path})")

    async def _evaluate(self, expression: str) -> str:
        request = expression_request(self._session.client, expression)
        return decode_expression(await self._session.side.ask("history", request))

    async def _ask(self, request: Message) -> list[PastInput]:
        return decode_past_inputs(await self._session.side.ask("history", request))
