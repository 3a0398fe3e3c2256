"""Connection files: what is read, what is written, what is refused."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from tui.errors import TransportError
from tui.kernels.connection import PORT_NAMES, ConnectionInfo, new_local
from tui.wire.message import Channel

PUBLIC = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
GOOD: dict[str, Any] = {
    "transport": "tcp",
    "ip": "127.0.0.1",
    "shell_port": 50001,
    "iopub_port": 50002,
    "stdin_port": 50003,
    "control_port": 50004,
    "hb_port": 50005,
    "key": "secret",
    "signature_scheme": "hmac-sha256",
    "kernel_name": "python3",
}


def read(**changes: Any) -> ConnectionInfo:
    return ConnectionInfo.from_json(json.dumps(GOOD | changes))


def without(name: str) -> str:
    return json.dumps({key: value for key, value in GOOD.items() if key != name})


def test_a_connection_file_is_read_and_written_the_same() -> None:
    fields = GOOD | {"curve_publickey": PUBLIC, "curve_secretkey": PUBLIC[::-1]}
    assert json.loads(ConnectionInfo.from_json(json.dumps(fields)).to_json()) == fields


def test_a_plain_connection_is_written_without_curve_keys() -> None:
    assert json.loads(read(curve_publickey=None, curve_secretkey="").to_json()) == GOOD


@pytest.mark.parametrize("name", ["transport", "ip", "signature_scheme", "kernel_name"])
def test_fields_with_a_usual_value_can_be_missing(name: str) -> None:
    usual = {"kernel_name": ""}.get(name, GOOD[name])
    assert getattr(ConnectionInfo.from_json(without(name)), name) == usual


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        pytest.param({}, "tcp://127.0.0.1:50002", id="an address"),
        pytest.param(
            {"ip": "gpu-1.example.org"}, "tcp://gpu-1.example.org:50002", id="a host name"
        ),
        pytest.param({"ip": "*"}, "tcp://127.0.0.1:50002", id="a kernel that listens everywhere"),
        pytest.param({"ip": "0.0.0.0"}, "tcp://127.0.0.1:50002", id="the same as an address"),
        pytest.param({"ip": "::1"}, "tcp://[::1]:50002", id="IPv6"),
        pytest.param({"ip": "fe80::1%eth0"}, "tcp://[fe80::1%eth0]:50002", id="IPv6 with a zone"),
        pytest.param(
            {"transport": "ipc", "ip": "/run/a b/kernel", "iopub_port": 2},
            "ipc:///run/a b/kernel-2",
            id="ipc",
        ),
    ],
)
def test_the_address_of_a_channel(changes: dict[str, Any], url: str) -> None:
    assert read(**changes).url(Channel.IOPUB) == url


def test_each_channel_has_its_port() -> None:
    assert [read().port(channel) for channel in Channel] == [50001, 50002, 50003, 50004]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("not json", "is not JSON"),
        ("[" * 200_000, "is not JSON"),
        ("[]", "holds no JSON object"),
        ("null", "holds no JSON object"),
        *((without(name), f"has no {name}") for name in (*PORT_NAMES, "key")),
    ],
)
def test_a_file_that_is_none_or_lacks_something_is_refused(text: str, words: str) -> None:
    with pytest.raises(TransportError, match=words):
        ConnectionInfo.from_json(text)


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(TransportError, match="is not JSON"):
        ConnectionInfo.from_json(b'{"key": "\xff"}')


@pytest.mark.parametrize("port", [0, -1, 65536, 1e9, 50001.0, True, "50001", None, [], {}])
@pytest.mark.parametrize("name", PORT_NAMES)
def test_what_is_no_port_is_refused(name: str, port: Any) -> None:
    with pytest.raises(TransportError, match=f"{name} is no port number"):
        read(**{name: port})


@pytest.mark.parametrize(
    "ip",
    [
        "",
        "-oProxyCommand=reboot",
        "a;reboot",
        "$(reboot)",
        "host name",
        "host\nname",
        "host\x1b[31m",
        "user@host",
        "host/path",
        "host:22",
        "[::1]",
        "::1%eth0;reboot",
        "a" * 300,
        "\ud800",
        "höst",
    ],
)
def test_what_is_no_host_is_refused(ip: str) -> None:
    with pytest.raises(TransportError, match="ip is no address and no host name"):
        read(ip=ip)


@pytest.mark.parametrize("ip", ["", "a\x00b", "a\nb", "\ud800", "x" * 200])
def test_what_is_no_path_of_a_socket_is_refused(ip: str) -> None:
    with pytest.raises(TransportError, match="no path of a socket"):
        read(transport="ipc", ip=ip)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"transport": "udp"}, "neither tcp nor ipc"),
        ({"transport": 1}, "neither tcp nor ipc"),
        ({"transport": ["tcp"]}, "neither tcp nor ipc"),
        ({"ip": 127}, "ip is no text"),
        ({"ip": None}, "has no ip"),
        ({"key": 1}, "key is no text"),
        ({"key": None}, "has no key"),
        ({"kernel_name": []}, "kernel_name is no text"),
        ({"signature_scheme": "none"}, "way of signing"),
        ({"signature_scheme": 7}, "signature_scheme is no text"),
        ({"curve_publickey": "short"}, "curve_publickey is no CurveZMQ key"),
        ({"curve_publickey": PUBLIC + "\n"}, "curve_publickey is no CurveZMQ key"),
        ({"curve_publickey": 5}, "curve_publickey is no CurveZMQ key"),
        ({"curve_secretkey": "ä" * 40}, "curve_secretkey is no CurveZMQ key"),
    ],
)
def test_wrong_values_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(TransportError, match=words):
        read(**changes)


def test_keys_are_not_shown_where_a_connection_is_logged() -> None:
    info = read(curve_publickey=PUBLIC, curve_secretkey=PUBLIC[::-1])
    assert "secret" not in repr(info).replace("curve_secretkey", "") and PUBLIC[::-1] not in repr(
        info
    )


def test_a_new_connection_has_five_free_ports_and_its_own_key() -> None:
    one, other = (new_local("python3", curve=False) for _ in range(2))
    ports = {getattr(one, name) for name in PORT_NAMES}
    assert len(ports) == 5
    for port in ports:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    assert len(one.key) >= 32
    assert one.key != other.key
    assert (one.curve_publickey, one.curve_secretkey) == ("", "")


def test_a_new_connection_can_have_curve_keys_that_are_read_back() -> None:
    info = new_local("python3", curve=True)
    assert len(info.curve_publickey) == len(info.curve_secretkey) == 40
    assert ConnectionInfo.from_json(info.to_json()) == info
