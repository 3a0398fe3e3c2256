"""By what a kernel's process is told from the one that takes its place."""

from __future__ import annotations

from tui.wire.message import Channel, Message


class ProcessMark:
    """Each process of a kernel has a session of its own, in what it publishes."""

    def __init__(self) -> None:
        self._session = ""

    def is_of_another(self, message: Message) -> bool:
        """Whether a message shows that the process is another than that of the messages before.

        Some kernels put the client's session there instead; those say nothing.
        """
        if message.channel is not Channel.IOPUB or message.msg_type != "status":
            return False
        session = message.session
        if not session or session == message.parent_session:
            return False
        before, self._session = self._session, session
        return bool(before) and before != session
