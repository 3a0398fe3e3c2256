"""Asking kernels that answer nonsense."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import zmq

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo, new_local
from tui.kernels.running.probing import LARGEST_ANSWER, Answers, Usage, ask
from tui.wire.frames import DELIMITER, Signer, pack, unpack
from tui.wire.message import Channel, Json, Message

Answer = Callable[[Message, Signer], list[list[bytes]]]
HERE = socket.gethostname()


def reply(request: Message, signer: Signer, content: dict[str, Json]) -> list[bytes]:
    """The frames of a proper reply."""
    header = {**request.header, "msg_type": request.msg_type.replace("request", "reply")}
    message = Message(request.channel, header, content, request.header)
    return [bytes(frame) for frame in pack(message, signer)]


@contextmanager
def kernel(answer: Answer) -> Iterator[ConnectionInfo]:
    """A kernel on loopback whose shell and control answer as told, and whose heartbeat does not."""
    info = new_local("odd", curve=False)
    signer = Signer(info.key)
    context = zmq.Context()
    sockets = {channel: context.socket(zmq.ROUTER) for channel in (Channel.SHELL, Channel.CONTROL)}
    loop = asyncio.get_running_loop()

    def read(channel: Channel) -> None:
        router = sockets[channel]
        while int(router.EVENTS) & zmq.POLLIN:
            identity, *frames = router.recv_multipart(zmq.NOBLOCK)
            for each in answer(unpack(channel, frames, signer), signer):
                router.send_multipart([identity, *each], zmq.NOBLOCK)

    try:
        for channel, each in sockets.items():
            each.linger = 0
            each.bind(info.url(channel))
            loop.add_reader(int(each.FD), read, channel)
        yield info
    finally:
        for each in sockets.values():
            loop.remove_reader(int(each.FD))
            each.close(linger=0)
        context.term()


def ipython(usage: dict[str, Json]) -> Answer:
    """Answers as IPython does."""

    def answer(request: Message, signer: Signer) -> list[list[bytes]]:
        known: dict[str, Json] = {
            "implementation": "ipython",
            "language_info": {"name": "python"},
        }
        return [reply(request, signer, known if "info" in request.msg_type else usage)]

    return answer


async def test_an_answer_is_enough_without_a_heartbeat() -> None:
    usage: dict[str, Json] = {
        "hostname": HERE,
        "pid": 4711,
        "kernel_cpu": 12.5,
        "kernel_memory": 1000,
    }
    with kernel(ipython(usage)) as info:
        answers = await ask(info)
    assert answers.info is not None
    assert answers.info.language == "python"
    assert answers == Answers(True, answers.info, Usage(4711, 12.5, 1000))


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({}, Usage()),
        ({"hostname": "elsewhere", "pid": 4711}, Usage()),
        ({"hostname": HERE, "pid": 1}, Usage()),
        ({"hostname": HERE, "pid": True}, Usage()),
        ({"hostname": HERE, "pid": 10**30}, Usage()),
        ({"hostname": [HERE], "pid": "4711"}, Usage()),
        ({"kernel_cpu": -1, "kernel_memory": -1}, Usage()),
        ({"kernel_cpu": 10**400, "kernel_memory": 1e300}, Usage()),
        ({"kernel_cpu": None, "kernel_memory": {}}, Usage()),
        ({"kernel_cpu": float("nan"), "kernel_memory": float("inf")}, Usage()),
        ({"kernel_cpu": 0, "kernel_memory": 0}, Usage(None, 0.0, None)),
    ],
    ids=repr,
)
async def test_what_a_kernel_says_it_uses_is_checked(
    usage: dict[str, Json], expected: Usage
) -> None:
    with kernel(ipython(usage)) as info:
        assert (await ask(info)).usage == expected


async def test_only_ipython_is_asked_what_it_uses() -> None:
    asked: list[str] = []

    def answer(request: Message, signer: Signer) -> list[list[bytes]]:
        asked.append(request.msg_type)
        return [reply(request, signer, {"implementation": "bash"})]

    with kernel(answer) as info:
        answers = await ask(info)
    assert answers.info is not None
    assert answers.usage is None
    assert asked == ["kernel_info_request"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda request, signer: [],
        lambda request, signer: [[b""]],
        lambda request, signer: [[DELIMITER]],
        lambda request, signer: [[DELIMITER, b"wrong", b"{}", b"{}", b"{}", b"{}"]],
        lambda request, signer: [reply(request, Signer(b"another key"), {})],
        lambda request, signer: [reply(replace(request, header={}), signer, {})],
        lambda request, signer: [[b"x" * (LARGEST_ANSWER + 1)]],
        lambda request, signer: [[b"junk"]] * 1000,
    ],
    ids=[
        "silence",
        "nothing",
        "no message",
        "not JSON",
        "wrong key",
        "a stranger's",
        "huge",
        "a flood",
    ],
)
async def test_no_answer_is_no_answer(answer: Answer) -> None:
    with kernel(answer) as info:
        assert await ask(info, 0.3) == Answers(False)


async def test_other_messages_before_the_answer_are_passed_over() -> None:
    def answer(request: Message, signer: Signer) -> list[list[bytes]]:
        others = [[b"junk"], reply(replace(request, header={"msg_type": "x_request"}), signer, {})]
        return [*others, reply(request, signer, {"implementation": "odd"})]

    with kernel(answer) as info:
        answers = await ask(info)
    assert answers.info is not None
    assert answers.info.implementation == "odd"


async def test_nobody_there_is_no_answer() -> None:
    assert await ask(new_local("gone", curve=False), 0.2) == Answers(False)


async def test_an_address_that_cannot_be_is_refused() -> None:
    info = replace(new_local("odd", curve=False), transport="ipc", ip="x" * 200)
    with pytest.raises(TransportError, match="No connection to"):
        await ask(info, 0.2)
