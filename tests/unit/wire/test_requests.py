"""The requests jtui makes, and what it reads from replies that are not events."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.message import Channel, Json, Message
from tui.wire.requests import (
    PROTOCOL_VERSION,
    Client,
    Completeness,
    KernelInfo,
    decode_completeness,
    decode_kernel_info,
    execute_request,
    input_reply,
    interrupt_request,
    is_complete_request,
    kernel_info_request,
    new_id,
    shutdown_request,
)

CLIENT = Client("session", "ann")

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def shell(content: dict[str, Json]) -> Message:
    return Message(Channel.SHELL, {}, content)


def test_every_request_names_its_client_and_has_an_id_of_its_own() -> None:
    requests = [
        execute_request(CLIENT, "cell", "1"),
        kernel_info_request(CLIENT),
        is_complete_request(CLIENT, "1"),
        interrupt_request(CLIENT),
        shutdown_request(CLIENT, restart=False),
        input_reply(CLIENT, {}, "x"),
    ]
    assert {(message.session, message.header["username"]) for message in requests} == {
        ("session", "ann")
    }
    assert {message.header["version"] for message in requests} == {PROTOCOL_VERSION}
    assert len({message.msg_id for message in requests}) == len(requests)
    for message in requests:
        date = message.header["date"]
        assert isinstance(date, str)
        assert datetime.fromisoformat(date).tzinfo is not None


def test_an_execute_request_has_its_cells_id_and_lets_the_kernel_ask() -> None:
    request = execute_request(CLIENT, "cell", "input()")
    assert (request.channel, request.msg_type, request.msg_id) == (
        Channel.SHELL,
        "execute_request",
        "cell",
    )
    assert request.content == {
        "code": "input()",
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": True,
        "stop_on_error": True,
    }


@pytest.mark.parametrize(
    ("request_made", "channel", "msg_type", "content"),
    [
        (kernel_info_request(CLIENT), Channel.SHELL, "kernel_info_request", {}),
        (is_complete_request(CLIENT, "a"), Channel.SHELL, "is_complete_request", {"code": "a"}),
        (interrupt_request(CLIENT), Channel.CONTROL, "interrupt_request", {}),
        (shutdown_request(CLIENT, True), Channel.CONTROL, "shutdown_request", {"restart": True}),
        (shutdown_request(CLIENT, False), Channel.CONTROL, "shutdown_request", {"restart": False}),
    ],
    ids=["kernel info", "is complete", "interrupt", "restart", "shutdown"],
)
def test_the_other_requests(
    request_made: Message, channel: Channel, msg_type: str, content: dict[str, Json]
) -> None:
    assert (request_made.channel, request_made.msg_type) == (channel, msg_type)
    assert request_made.content == content


def test_an_answer_carries_the_header_of_its_question() -> None:
    question: dict[str, Json] = {"msg_id": "q", "session": "kernel", "extra": 1}
    answer = input_reply(CLIENT, question, "yes")
    assert (answer.channel, answer.msg_type) == (Channel.STDIN, "input_reply")
    assert answer.parent == question
    assert answer.content == {"value": "yes"}


def test_ids_differ() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000


COMPLETENESS: dict[str, tuple[dict[str, Json], Completeness]] = {
    "complete": ({"status": "complete"}, Completeness("complete")),
    "invalid": ({"status": "invalid"}, Completeness("invalid")),
    "unknown, as bash always says": ({"status": "unknown"}, Completeness("unknown")),
    "incomplete with an indent": (
        {"status": "incomplete", "indent": "    "},
        Completeness("incomplete", "    "),
    ),
    "incomplete without one": ({"status": "incomplete"}, Completeness("incomplete")),
    "an indent of letters is none": (
        {"status": "incomplete", "indent": "rm -rf"},
        Completeness("incomplete"),
    ),
    "a null indent is none": (
        {"status": "incomplete", "indent": None},
        Completeness("incomplete"),
    ),
    "an error instead of an answer": ({"status": "error"}, Completeness("unknown")),
    "nothing": ({}, Completeness("unknown")),
    "a status that is a list": ({"status": ["complete"]}, Completeness("unknown")),
}


@pytest.mark.parametrize(
    ("content", "completeness"), COMPLETENESS.values(), ids=list(COMPLETENESS.keys())
)
def test_completeness(content: dict[str, Json], completeness: Completeness) -> None:
    assert decode_completeness(shell(content)) == completeness


INFOS: dict[str, tuple[dict[str, Json], KernelInfo]] = {
    "ipykernel": (
        {
            "status": "ok",
            "protocol_version": "5.3",
            "implementation": "ipython",
            "banner": "Python 3",
            "language_info": {
                "name": "python",
                "version": "3.12.1",
                "mimetype": "text/x-python",
                "codemirror_mode": {"name": "ipython", "version": 3},
                "pygments_lexer": "ipython3",
                "file_extension": ".py",
            },
        },
        KernelInfo(
            "ipython",
            "python",
            "3.12.1",
            "Python 3",
            ("ipython3", "python", "text/x-python"),
            ".py",
        ),
    ),
    "bash_kernel, whose codemirror mode is a word": (
        {
            "implementation": "bash_kernel",
            "language_info": {"name": "bash", "codemirror_mode": "shell"},
        },
        KernelInfo("bash_kernel", "bash", lexer=("bash", "shell")),
    ),
    "no language": ({"implementation": "x"}, KernelInfo("x")),
    "a null language": ({"language_info": None, "banner": None}, KernelInfo()),
    "a banner in lines": ({"banner": ["a\n", "b"]}, KernelInfo(banner="a\nb")),
    "nothing": ({}, KernelInfo()),
}


@pytest.mark.parametrize(("content", "info"), INFOS.values(), ids=list(INFOS.keys()))
def test_kernel_info(content: dict[str, Json], info: KernelInfo) -> None:
    assert decode_kernel_info(shell(content)) == info


@given(
    content=st.dictionaries(
        st.sampled_from(["status", "indent", "language_info", "banner", "implementation"]), _json
    )
)
def test_any_answer_is_read_without_raising(content: dict[str, Json]) -> None:
    assert decode_completeness(shell(content)).indent.strip() == ""
    assert all(decode_kernel_info(shell(content)).lexer)


@pytest.mark.parametrize(
    ("info", "title"),
    [
        (KernelInfo("ipython", "python", "3.12.4"), "Python 3.12 (ipython)"),
        (KernelInfo("bash_kernel", "bash", "5.2.15(1)-release"), "Bash 5.2 (bash_kernel)"),
        (KernelInfo("R", "R", "4"), "R 4"),
        (KernelInfo("", "julia", "nightly"), "Julia"),
        (KernelInfo("x"), "(x)"),
        (KernelInfo(), ""),
    ],
)
def test_what_to_call_a_kernel(info: KernelInfo, title: str) -> None:
    assert info.title == title
