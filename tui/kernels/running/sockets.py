"""Who listens on this computer, read from the system so that no kernel is touched."""

from __future__ import annotations

import socket
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tui.kernels.connection import ConnectionInfo

CONNECT_LIMIT = 0.3
"""Seconds that a port of this computer has to accept or refuse."""
_Address = tuple[str, int]
_EVERYWHERE = frozenset(("0.0.0.0", "::", "*"))


@dataclass(frozen=True, slots=True)
class Listening:
    """A kernel's ports are open: `pid` is whose they are, `None` when the system does not say.

    `clients` counts the connections to its shell, `None` when that is not known.
    """

    pid: int | None = None
    clients: int | None = None


@dataclass(frozen=True, slots=True)
class Sockets:
    """The sockets of one moment; `is_complete` says that what is not there does not listen.

    `ports` holds for each port the addresses and processes that listen on it, `connections` how
    many others have made to each, `paths` the same for sockets that are files.
    """

    is_complete: bool = False
    ports: Mapping[int, frozenset[tuple[str, int | None]]] = field(default_factory=dict)
    connections: Mapping[int, int] = field(default_factory=dict)
    paths: Mapping[str, int | None] = field(default_factory=dict)
    path_uses: Mapping[str, int] = field(default_factory=dict)

    def listening(self, info: ConnectionInfo, own: frozenset[str]) -> Listening | None:
        """Who listens where a connection file says, `None` for nobody.

        `own` are the addresses of this computer. Where the system tells too little, the port is
        tried.
        """
        found = self._of_path(info) if info.transport == "ipc" else self._of_ports(info, own)
        if found is not None or self.is_complete:
            return found
        return Listening() if accepts(info) else None

    def _of_ports(self, info: ConnectionInfo, own: frozenset[str]) -> Listening | None:
        # Ports of a dead kernel are given to others; two of them hardly ever to the same process.
        owners = self._owners(info.shell_port, info, own) & self._owners(info.iopub_port, info, own)
        if not owners:
            return None
        pids = [pid for pid in owners if pid is not None]
        clients = self.connections.get(info.shell_port, 0)
        # A process that was forked holds the sockets of the kernel as well, and is younger.
        return Listening(min(pids, default=None), clients if self.is_complete else None)

    def _owners(self, port: int, info: ConnectionInfo, own: frozenset[str]) -> set[int | None]:
        wanted = own if is_name(info.host) else frozenset((info.host,))
        return {
            pid
            for address, pid in self.ports.get(port, ())
            if address in _EVERYWHERE or address.removeprefix("::ffff:") in wanted
        }

    def _of_path(self, info: ConnectionInfo) -> Listening | None:
        path = f"{info.ip}-{info.shell_port}"
        if path not in self.paths:
            return None
        return Listening(self.paths[path], max(0, self.path_uses[path] - 1))


def read_sockets() -> Sockets:
    """The sockets of this computer as far as the system tells them; some milliseconds."""
    try:
        # 22 ms, and not needed for the first tab.
        import psutil
    except ImportError:
        return Sockets()
    try:
        found = [(each.pid, each) for each in psutil.net_connections("all")]
    except (psutil.Error, OSError):
        return _sorted(_of_own_processes(), False)
    return _sorted(found, True)


def _of_own_processes() -> Iterator[tuple[int, Any]]:
    # Where only the administrator sees all sockets, everybody sees those of his own processes.
    import psutil

    for process in psutil.process_iter():
        try:
            found = process.net_connections("all")
        except (psutil.Error, OSError):
            continue
        yield from ((process.pid, each) for each in found)


def _sorted(entries: Iterable[tuple[int | None, Any]], is_complete: bool) -> Sockets:
    ports: defaultdict[int, set[tuple[str, int | None]]] = defaultdict(set)
    ends: dict[tuple[_Address, _Address], int | None] = {}
    paths: dict[str, int | None] = {}
    uses: Counter[str] = Counter()
    for pid, entry in entries:
        if isinstance(entry.laddr, str):
            if entry.laddr:
                paths[entry.laddr] = paths.get(entry.laddr) or pid
                uses[entry.laddr] += 1
        elif entry.laddr and entry.status == "LISTEN":
            ports[entry.laddr.port].add((entry.laddr.ip, pid))
        elif entry.laddr and entry.raddr and entry.status == "ESTABLISHED":
            ends[tuple(entry.laddr), tuple(entry.raddr)] = pid
    frozen = {port: frozenset(found) for port, found in ports.items()}
    return Sockets(is_complete, frozen, _connections(ends), paths, uses)


def _connections(ends: Mapping[tuple[_Address, _Address], int | None]) -> Counter[int]:
    """How many connections others have made to each port, from the processes at their ends."""
    counts: Counter[int] = Counter()
    for (near, far), pid in ends.items():
        # IPython kernels are connected to their own shell.
        if pid is None or ends.get((far, near)) != pid:
            counts[near[1]] += 1
    return counts


def accepts(info: ConnectionInfo) -> bool:
    """Whether a kernel's shell can be connected to; no answer in time counts as yes."""
    if info.transport == "tcp":
        return accepts_at(info.host, info.shell_port)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.settimeout(CONNECT_LIMIT)
        try:
            unix.connect(f"{info.ip}-{info.shell_port}")
        except TimeoutError:
            return True
        except OSError:
            return False
    return True


def accepts_at(host: str, port: int) -> bool:
    """Whether a port can be connected to; no answer in time counts as yes."""
    try:
        with socket.create_connection((host, port), CONNECT_LIMIT):
            return True
    except TimeoutError:
        # A process that is stopped accepts nothing once its queue is full.
        return True
    except OSError:
        return False


def own_addresses() -> frozenset[str]:
    """The addresses and names of this computer."""
    names = {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    try:
        import psutil

        for addresses in psutil.net_if_addrs().values():
            names |= {each.address.partition("%")[0] for each in addresses}
    except (ImportError, OSError):
        pass
    return frozenset(names)


def is_here(info: ConnectionInfo, own: frozenset[str]) -> bool:
    """Whether a connection file's address is one of this computer."""
    host = info.host.partition("%")[0]
    return info.transport == "ipc" or host in own or host.startswith("127.")


def is_name(host: str) -> bool:
    """Whether a host is given by a name and not by an address."""
    return ":" not in host and not host.replace(".", "").isdigit()
