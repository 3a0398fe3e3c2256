"""What has arrived and was not taken: order, bounds, the end."""

from __future__ import annotations

import asyncio

import pytest

from tui.errors import TransportClosed
from tui.kernels.server import inbox as module
from tui.kernels.server.inbox import IN_A_ROW, Inbox
from tui.kernels.transport import Announced, Arrival, Discarded
from tui.wire.events import NoticeKind
from tui.wire.message import Channel, Message
from tui.wire.websocket import V1Codec

CODEC = V1Codec()
NEWS = Announced(NoticeKind.INFO, "news")


def frame(number: int, text: str = "") -> bytes:
    """A message whose id is its number."""
    header = {"msg_id": str(number), "msg_type": "stream"}
    return CODEC.pack(Message(Channel.IOPUB, header, {"text": text}))[0]


async def take(inbox: Inbox, count: int) -> list[Arrival]:
    arrivals: list[Arrival] = []
    async with asyncio.timeout(10):
        while len(arrivals) < count:
            arrivals.extend(await inbox.receive())
    return arrivals


def ids(arrivals: list[Arrival]) -> list[int]:
    return [int(each.msg_id) for each in arrivals if isinstance(each, Message)]


async def test_frames_and_news_come_in_order() -> None:
    inbox = Inbox()
    inbox.put(frame(0), CODEC)
    inbox.deliver(NEWS)
    inbox.put(frame(1), CODEC)
    first, second, third = await take(inbox, 3)
    assert ids([first, third]) == [0, 1]
    assert second == NEWS


async def test_what_comes_later_wakes_the_reader() -> None:
    inbox = Inbox()
    asyncio.get_running_loop().call_soon(inbox.put, frame(5), CODEC)
    assert ids(await take(inbox, 1)) == [5]


async def test_a_broken_frame_is_discarded_and_the_next_ones_arrive() -> None:
    inbox = Inbox()
    inbox.put(b"nonsense", CODEC)
    inbox.put(frame(1), CODEC)
    broken, message = await take(inbox, 2)
    assert isinstance(broken, Discarded)
    assert ids([message]) == [1]


async def test_a_full_inbox_lets_the_sender_wait_until_half_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_FRAMES", 10)
    inbox = Inbox()
    waits = [inbox.put(frame(number), CODEC) for number in range(10)]
    assert waits[:9] == [None] * 9
    room = waits[9]
    assert room is not None and not room.done()
    assert ids(await take(inbox, 10)) == list(range(10))
    assert room.done()
    assert inbox.put(frame(10), CODEC) is None


async def test_many_bytes_fill_it_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    inbox = Inbox()
    room = inbox.put(frame(0, "x" * 1000), CODEC)
    assert room is not None and not room.done()
    await take(inbox, 1)
    assert room.done()


@pytest.mark.parametrize("ends", [Inbox.clear, lambda inbox: inbox.close("The end.")])
async def test_nobody_waits_for_room_that_never_comes(
    ends: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FRAMES", 1)
    inbox = Inbox()
    room = inbox.put(frame(0), CODEC)
    assert room is not None and callable(ends)
    ends(inbox)
    assert room.done()


async def test_a_flood_gives_the_loop_a_turn_now_and_then() -> None:
    inbox = Inbox()
    waits = [inbox.put(frame(number), CODEC) for number in range(2 * IN_A_ROW)]
    turns = [wait for wait in waits if wait is not None]
    assert len(turns) == 2
    await asyncio.gather(*turns)


async def test_a_flood_is_taken_in_slices_and_none_is_lost() -> None:
    inbox = Inbox()
    count = 15_000
    for number in range(count):
        inbox.put(frame(number), CODEC)
    first = await inbox.receive()
    assert 0 < len(first) < count
    assert ids([*first, *await take(inbox, count - len(first))]) == list(range(count))


async def test_the_end_comes_after_everything_else() -> None:
    inbox = Inbox()
    inbox.put(frame(0), CODEC)
    inbox.close("The first reason.")
    inbox.close("The second reason.")
    assert ids(await take(inbox, 1)) == [0]
    with pytest.raises(TransportClosed, match="first reason"):
        await inbox.receive()
    inbox.reopen()
    inbox.deliver(NEWS)
    assert await take(inbox, 1) == [NEWS]


async def test_clear_drops_everything() -> None:
    inbox = Inbox()
    inbox.put(frame(0), CODEC)
    inbox.clear()
    inbox.deliver(NEWS)
    assert await take(inbox, 1) == [NEWS]
