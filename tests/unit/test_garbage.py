"""Garbage is collected in small steps, and all of it at quiet moments."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from tui import garbage
from tui.garbage import GarbageCollection


class Node:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.circle = self


def frozen_circle() -> asyncio.Event:
    """Garbage too old to be looked at; answers what is set when it is collected after all."""
    node, gone = Node(), asyncio.Event()
    weakref.finalize(node, gone.set)
    gc.collect()
    return gone


@pytest.fixture
def collection() -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    before = gc.get_threshold()
    collection.start()
    yield collection
    collection.stop()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_what_survived_a_collection_is_not_looked_at_again(collection: GarbageCollection) -> None:
    kept = [[number] for number in range(10_000)]
    gc.collect()
    # The list of its ten thousand lists is among them.
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 1_000
    assert len(kept) == 10_000


def test_new_circles_are_collected(collection: GarbageCollection) -> None:
    gone = weakref.ref(Node())
    gc.collect()
    assert gone() is None


async def test_old_circles_are_collected_at_a_quiet_moment(
    collection: GarbageCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "QUIET", 0.05)
    gone = frozen_circle()
    gc.collect()
    assert not gone.is_set()
    collection.look_at_all_when_quiet()
    await gone.wait()


async def test_typing_puts_it_off(
    collection: GarbageCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "QUIET", 0.05)
    loop = asyncio.get_running_loop()
    gone = frozen_circle()
    collection.look_at_all_when_quiet()
    end = loop.time() + 0.3
    while loop.time() < end:
        collection.note_input()
        await asyncio.sleep(0)
        assert not gone.is_set()


async def test_in_long_use_all_is_looked_at_now_and_then(
    collection: GarbageCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "QUIET", 0.01)
    monkeypatch.setattr(garbage, "FULL_INTERVAL", -1.0)
    gone = frozen_circle()
    collection.note_input()
    await gone.wait()
