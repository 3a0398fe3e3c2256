"""Where a kernel listens: the content of a connection file."""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tui.errors import TransportError
from tui.kernels.ports import HOST, free_ports
from tui.wire.frames import digest_of
from tui.wire.message import Channel

Transport = Literal["tcp", "ipc"]
PORT_NAMES = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
_HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?")
_ZONE = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_CURVE_KEY = re.compile(r"[0-9A-Za-z.:+=^!/*?&<>()\[\]{}@%$#-]{40}")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What an ipc path may be at most, with its port: the room in a socket address.
_LONGEST_PATH = 100
_ANY_HOST = {"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """A kernel's address, five ports and keys.

    For `ipc`, `ip` is the beginning of a socket's path and a port its number. An empty `key` means
    unsigned messages. The CurveZMQ keys are Z85 text, empty for a plain connection; clients
    need the public one only.
    """

    transport: Transport
    ip: str
    shell_port: int
    iopub_port: int
    stdin_port: int
    control_port: int
    hb_port: int
    key: bytes = field(repr=False)
    signature_scheme: str = "hmac-sha256"
    kernel_name: str = ""
    curve_publickey: str = ""
    curve_secretkey: str = field(default="", repr=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> ConnectionInfo:
        """Read a connection file's content, which is not trusted.

        Raises `TransportError` with a sentence that says what is wrong with it.
        """
        fields = _fields(text)
        transport = _transport(fields)
        ip = _text(fields, "ip", "127.0.0.1" if transport == "tcp" else None)
        _check_address(transport, ip)
        scheme = _text(fields, "signature_scheme", "hmac-sha256")
        digest_of(scheme)
        shell, iopub, stdin, control, heartbeat = (_port(fields, name) for name in PORT_NAMES)
        return cls(
            transport=transport,
            ip=ip,
            shell_port=shell,
            iopub_port=iopub,
            stdin_port=stdin,
            control_port=control,
            hb_port=heartbeat,
            key=_text(fields, "key").encode("utf-8", "replace"),
            signature_scheme=scheme,
            kernel_name=_text(fields, "kernel_name", ""),
            curve_publickey=_curve_key(fields, "curve_publickey"),
            curve_secretkey=_curve_key(fields, "curve_secretkey"),
        )

    def to_json(self) -> str:
        """The content of a connection file, as kernels and other clients read it."""
        fields: dict[str, str | int] = {
            "transport": self.transport,
            "ip": self.ip,
            **{name: getattr(self, name) for name in PORT_NAMES},
            "key": self.key.decode("utf-8"),
            "signature_scheme": self.signature_scheme,
            "kernel_name": self.kernel_name,
        }
        if self.curve_publickey:
            fields["curve_publickey"] = self.curve_publickey
        if self.curve_secretkey:
            fields["curve_secretkey"] = self.curve_secretkey
        return json.dumps(fields, indent=2)

    @property
    def host(self) -> str:
        """The address to connect to: `ip`, or loopback for a kernel that listens everywhere."""
        return _ANY_HOST.get(self.ip, self.ip)

    def port(self, channel: Channel) -> int:
        """The port of a channel."""
        match channel:
            case Channel.SHELL:
                return self.shell_port
            case Channel.IOPUB:
                return self.iopub_port
            case Channel.STDIN:
                return self.stdin_port
            case Channel.CONTROL:
                return self.control_port

    def url(self, channel: Channel) -> str:
        """The ZeroMQ address of a channel."""
        if self.transport == "ipc":
            return f"ipc://{self.ip}-{self.port(channel)}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port(channel)}"


def new_local(kernel_name: str, *, curve: bool) -> ConnectionInfo:
    """A connection on free loopback ports with new keys; raises `TransportError`.

    The ports are free at this moment; another process can still take one before the kernel.
    """
    public, secret = _new_curve_keys() if curve else ("", "")
    shell, iopub, stdin, control, heartbeat = free_ports(len(PORT_NAMES))
    return ConnectionInfo(
        transport="tcp",
        ip=HOST,
        shell_port=shell,
        iopub_port=iopub,
        stdin_port=stdin,
        control_port=control,
        hb_port=heartbeat,
        key=os.urandom(32).hex().encode("ascii"),
        kernel_name=kernel_name,
        curve_publickey=public,
        curve_secretkey=secret,
    )


def _new_curve_keys() -> tuple[str, str]:
    # 36 ms, and only kernels that are reached over CurveZMQ need it before their start.
    import zmq

    if not zmq.has("curve"):
        raise TransportError("This ZeroMQ library was built without CurveZMQ encryption.")
    public, secret = zmq.curve_keypair()
    return public.decode("ascii"), secret.decode("ascii")


def _fields(text: str | bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise TransportError("The connection file is not JSON.") from None
    if not isinstance(fields, dict):
        raise TransportError("The connection file holds no JSON object.")
    return fields


def _transport(fields: Mapping[str, Any]) -> Transport:
    match fields.get("transport", "tcp"):
        case "tcp":
            return "tcp"
        case "ipc":
            return "ipc"
        case _:
            raise TransportError("The connection file's transport is neither tcp nor ipc.")


def _text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if value is None:
        raise TransportError(f"The connection file has no {name}.")
    if not isinstance(value, str):
        raise TransportError(f"The connection file's {name} is no text.")
    return value


def _port(fields: Mapping[str, Any], name: str) -> int:
    if name not in fields:
        raise TransportError(f"The connection file has no {name}.")
    value = fields[name]
    if type(value) is not int or not 1 <= value <= 65535:
        raise TransportError(f"The connection file's {name} is no port number (1 to 65535).")
    return value


def _curve_key(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name) or ""
    if value and not (isinstance(value, str) and _CURVE_KEY.fullmatch(value)):
        raise TransportError(f"The connection file's {name} is no CurveZMQ key.")
    return str(value)


def _check_address(transport: Transport, ip: str) -> None:
    if transport == "ipc":
        if not ip or _UNUSABLE.search(ip) or len(ip.encode()) > _LONGEST_PATH:
            raise TransportError("The connection file's ip is no path of a socket.")
    elif not (ip in _ANY_HOST or _HOST_NAME.fullmatch(ip) or _is_address(ip)):
        raise TransportError("The connection file's ip is no address and no host name.")


def _is_address(ip: str) -> bool:
    address, percent, zone = ip.partition("%")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return not percent or _ZONE.fullmatch(zone) is not None
