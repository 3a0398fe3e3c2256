"""Whether it is still the same process that answers, as its own messages tell."""

from __future__ import annotations

from tui.wire.message import Message

STEADY = 2
"""So many messages in a row must have carried a session id for another one to mean something."""


class KernelIdentity:
    """Knows a kernel's process by the session id in its headers, which each process makes anew.

    Some kernels put the client's there, and some may make one for each message: those tell nothing.
    A change counts only where there was occasion for it: the connection was broken, or a restart
    was announced.
    """

    def __init__(self) -> None:
        self._session = ""
        self._times = 0
        self._may_change = False

    def forget(self) -> None:
        """Begin with the next message: it is known already that another process answers."""
        self._session, self._times, self._may_change = "", 0, False

    def may_change(self) -> None:
        """From now on another process may answer."""
        self._may_change = True

    def is_another(self, message: Message) -> bool:
        """Whether a message shows that another process answers than before, known from now on."""
        session = message.session
        if not session or session == message.parent_session:
            return False
        if session == self._session:
            self._times += 1
            return False
        is_another = self._may_change and self._times >= STEADY
        self._session, self._times = session, 1
        if is_another:
            self._may_change = False
        return is_another
