"""An event that wakes who waits at a descriptor."""

from __future__ import annotations

import select

from tui.terminal.waking import WakingEvent


def is_readable(event: WakingEvent) -> bool:
    return bool(select.select([event], [], [], 0)[0])


def test_the_descriptor_is_readable_while_the_event_is_set() -> None:
    event = WakingEvent()
    assert not event.is_set() and not is_readable(event)
    event.set()
    event.set()
    assert event.is_set() and is_readable(event)
    event.clear()
    assert not event.is_set() and not is_readable(event)


def test_setting_it_very_often_blocks_nobody() -> None:
    event = WakingEvent()
    for _ in range(100_000):
        event.set()
    assert is_readable(event)
