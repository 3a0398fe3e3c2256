"""Connections in pasted text."""

from __future__ import annotations

import json

import pytest

from tui.errors import TransportError
from tui.kernels.connection import new_local
from tui.kernels.running.pasted import LARGEST_TEXT, connection_in, looks_pasted

INFO = new_local("python3", curve=True)
PROSE = """

Paste the above JSON into a file, and connect with:
    $> jupyter <app> --existing <file>
or, if you are local, you can connect with just:
    $> jupyter <app> --existing kernel-4a7c.json
or even just:
    $> jupyter <app> --existing
if this is the most recent Jupyter kernel you have started.
"""


@pytest.mark.parametrize(
    "text",
    [
        INFO.to_json(),
        INFO.to_json() + PROSE,
        "In [3]: %connect_info\n" + INFO.to_json() + PROSE,
        json.dumps(json.loads(INFO.to_json())),
        'a { in prose, {"an": "object"}, and then ' + INFO.to_json(),
        "\ufeff  " + INFO.to_json().replace("\n", "\r\n"),
    ],
    ids=["JSON", "printout", "with the prompt", "one line", "other braces", "CRLF and a mark"],
)
def test_the_connection_is_found(text: str) -> None:
    assert looks_pasted(text)
    assert connection_in(text) == INFO


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no complete JSON"),
        (INFO.to_json()[:-1], "no complete JSON"),
        ('{"shell": 1}', "has no ports"),
        ('{"shell_port": 1}', "no iopub_port"),
        ('{"shell_port": {"shell_port": 1}}', "no port number"),
        ("{" * 1_000_000, "no complete JSON"),
        ('{"a":' * 100_000, "no complete JSON"),
        ("[" * 100_000 + "{", "no complete JSON"),
        ("{" + " " * LARGEST_TEXT, "longer than"),
        (INFO.to_json().replace("127.0.0.1", "-oProxyCommand=x"), "no address"),
        (INFO.to_json().replace("hmac-sha256", "hmac-none"), "signing"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_none_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(TransportError, match=reason):
        connection_in(text)


def test_no_key_is_in_the_reason() -> None:
    text = INFO.to_json().replace('"shell_port"', '"shell"')
    with pytest.raises(TransportError) as raised:
        connection_in(text)
    assert INFO.key.decode() not in str(raised.value)


@pytest.mark.parametrize("text", ["", "kernel-123", "kernel-{1,2}", "*", "/tmp/{x}.json"])
def test_names_are_not_taken_for_content(text: str) -> None:
    assert not looks_pasted(text)
