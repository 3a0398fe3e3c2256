"""Turns at decoding: shared by all connections of a loop, in order, with rests between."""

from __future__ import annotations

import asyncio

from tests.fakes import PATIENCE, until
from tui.kernels.transports.turns import (
    BURST,
    GATHERING,
    RATE,
    SLICE,
    TRICKLE,
    Gathering,
    ReadingTurns,
    turns_of_loop,
)
from tui.tasks import TaskOwner


async def test_the_connections_of_a_loop_share_their_turns() -> None:
    assert turns_of_loop() is turns_of_loop()


async def test_a_turn_comes_at_once_when_nothing_was_done_lately() -> None:
    turns = ReadingTurns()
    waiting = turns.wait(at_once=True)
    try:
        waiting.send(None)
    except StopIteration:
        return
    raise AssertionError("it waited")


async def test_after_a_full_slice_nobody_reads_for_a_while() -> None:
    turns = ReadingTurns()
    turns.note(SLICE / 2)
    assert turns.left > 0
    turns.note(10.0)
    begun = asyncio.get_running_loop().time()
    async with asyncio.timeout(PATIENCE):
        await turns.wait(at_once=True)
    assert asyncio.get_running_loop().time() - begun >= SLICE


async def test_turns_are_given_in_order_and_one_in_a_turn_of_the_loop() -> None:
    turns = ReadingTurns()
    owner = TaskOwner("test")
    given: list[tuple[int, int]] = []
    passes = 0

    async def read(number: int) -> None:
        for _ in range(3):
            await turns.wait(at_once=False)
            given.append((number, passes))
            turns.note(SLICE)

    tasks = [owner.start(read(number), "reader") for number in range(5)]
    while len(given) < 15:
        passes += 1
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert [number for number, _ in given] == [0, 1, 2, 3, 4] * 3
    assert len({seen for _, seen in given}) == 15


async def test_a_reader_that_gives_up_waiting_holds_up_nobody() -> None:
    turns = ReadingTurns()
    turns.note(SLICE)
    owner = TaskOwner("test")
    tasks = [owner.start(turns.wait(at_once=True), "reader") for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await until(lambda: all(task.done() for task in tasks))
    assert [task.cancelled() for task in tasks] == [True, False, False]


async def test_one_that_never_comes_back_from_its_turn_holds_up_nobody() -> None:
    turns = ReadingTurns()
    async with asyncio.timeout(PATIENCE):
        for _ in range(10):
            await turns.wait(at_once=False)


def test_the_messages_of_a_cell_are_taken_as_they_come() -> None:
    gathering, now = Gathering(), 100.0
    for _ in range(1000):
        for _ in range(8):
            now += 0.0002
            assert gathering.rest(now) == 0
            gathering.taken(1, now)
        now += 8 / RATE


def test_a_flood_of_single_messages_gathers_until_it_is_over() -> None:
    gathering, now = Gathering(), 100.0
    for _ in range(2 * BURST):
        now += 0.0001
        gathering.taken(1, now)
        if gathering.rest(now):
            break
    assert 0 < gathering.rest(now) <= GATHERING
    assert gathering.rest(now + GATHERING) == 0
    now += GATHERING
    gathering.taken(TRICKLE, now)
    assert gathering.rest(now) > 0
    gathering.taken(TRICKLE - 1, now + GATHERING)
    assert gathering.rest(now + GATHERING) == 0
