"""From a key in the history panel to what it has found."""

from __future__ import annotations

from tests.benchmarks.clients import JTUI
from tests.benchmarks.conversation import Conversation
from tests.benchmarks.histories import RARE, TYPED, history_file, mark
from tests.benchmarks.measure import Figures, Measure, Run, middle

_OPEN = "all sessions"
_SMALL, _LARGE = 100_000, 1_000_000
_OPENED = 5
_LIMIT = 30


def _history(run: Run) -> Figures:
    for entries, name in ((_SMALL, "small_"), (_LARGE, "")):
        path = history_file(run.environments, entries)
        with run.conversation(history=path) as conversation:
            conversation.first_echo()
            conversation.settle()
            before = conversation.processes.peak()
            opened = [conversation.open_panel(_OPEN) for _ in range(_OPENED)]
            yield from middle(f"{name}open_", opened, 95)
            yield from middle(f"{name}key_", _typed(conversation), 95)
            rare = [conversation.found(word[:-1], word[-1], mark(word, len(word))) for word in RARE]
            yield from middle(f"{name}rare_", rare, 95)
            yield f"{name}peak", conversation.processes.peak()
            yield f"{name}more", conversation.processes.peak() - before


def _typed(conversation: Conversation) -> list[float]:
    """Seconds that each key of the typed words took to bring up its input."""
    return [
        conversation.found(word[: length - 1], word[length - 1], mark(word, length))
        for word in TYPED
        for length in range(1, len(word) + 1)
    ]


HISTORY = Measure("history", _history, (JTUI,))
