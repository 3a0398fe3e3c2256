"""Engines of ipyparallel clusters of this user, found and opened as kernels.

An engine listens for its controller only. `ipyparallel.bind_kernel`, run on it, opens the ports of
a kernel besides; what the cluster's other clients run there then comes as that of other clients.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import Engine, ExistingKernel
from tui.kernels.engines.child import ask_ipyparallel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.files import read_regular
from tui.kernels.running.sockets import accepts_at
from tui.model.clean import clean
from tui.tasks import TaskOwner
from tui.wire.message import Json

LIMIT = 5.0
"""Seconds that a controller has to answer, and an engine to listen."""
AT_ONCE = 2
"""How many controllers are asked at the same time: each time a process of some 60 MB."""
MOST_ENGINES = 10_000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ANYWHERE = ("0.0.0.0", "*", "::")
_BEFORE, _AFTER = "ipcontroller", "-client.json"
_GONE = "Its controller does not run any more."


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster by its controller's file for clients, `ipcontroller*-client.json`.

    `profile` is the IPython profile's name, `cluster_id` tells several of one profile apart ("" for
    the usual one), both not cleaned. `problem` is a cleaned sentence, "" when the controller
    answers (`alive`); `engines` are those registered with it.
    """

    client_file: Path
    profile: str
    cluster_id: str = ""
    alive: bool = False
    engines: tuple[Engine, ...] = ()
    problem: str = ""


async def clusters(python: str = "", limit: float = LIMIT) -> tuple[Cluster, ...]:
    """The clusters of this user, asked for their engines; some seconds at most.

    `python` is an interpreter that has ipyparallel, "" for jtui's own. It is only run where a
    controller listens.
    """
    found = await asyncio.to_thread(known_clusters)
    waiting = iter([number for number, cluster in enumerate(found) if not cluster.problem])
    answered = list(found)

    async def work() -> None:
        for number in waiting:
            answered[number] = await _asked(answered[number], python, limit)

    tasks = TaskOwner("clusters")
    try:
        await asyncio.wait([tasks.start(work(), f"worker {each}") for each in range(AT_ONCE)])
    finally:
        await tasks.cancel()
    return tuple(answered)


async def engine_kernel(engine: Engine, python: str = "", limit: float = LIMIT) -> ExistingKernel:
    """Have an engine listen as a kernel, and where; raises `TransportError` with the reason.

    Asking again gives the same kernel. An engine that computes does so once it is done; `limit` is
    how many seconds it is waited for.
    """
    answer = await ask_ipyparallel("bind", engine.client_file, limit, engine.engine_id, python)
    match answer.get("problem"):
        case None:
            return await asyncio.to_thread(_kernel, engine, answer)
        case "silent":
            raise TransportError(f"The cluster's controller did not answer within {limit:g} s.")
        case "busy":
            raise TransportError(
                f"Engine {engine.engine_id} computes and listens only when that is done: try again."
            )
        case _:
            others = ", ".join(map(str, _ids(answer)[:20])) or "none"
            raise TransportError(
                f"The cluster has no engine {engine.engine_id}; there are: {others}."
            )


def known_clusters() -> list[Cluster]:
    """The clusters that have a file, with a `problem` those that do not run; waits for the disk."""
    home = os.environ.get("IPYTHONDIR") or "~/.ipython"
    directory = Path(os.path.expanduser(home))  # noqa: PTH111 (Path.expanduser can raise)
    files = sorted(directory.glob(f"profile_*/security/{_BEFORE}*{_AFTER}"))
    return [_known(file) for file in files]


def _known(file: Path) -> Cluster:
    profile = file.parent.parent.name.removeprefix("profile_")
    cluster_id = file.name.removeprefix(_BEFORE).removesuffix(_AFTER).removeprefix("-")
    return Cluster(file, profile, cluster_id, problem=_trouble(file))


def _trouble(file: Path) -> str:
    """Why a controller cannot be asked, as far as its file and its port tell."""
    try:
        fields = json.loads(read_regular(file))
    except OSError as error:
        return f"{clean(file.name)} cannot be read: {error.strerror}."
    except TransportError as error:
        return str(error)
    except (ValueError, RecursionError):
        return f"{clean(file.name)} is not JSON."
    interface, port = (
        (fields.get("interface"), fields.get("registration"))
        if isinstance(fields, dict)
        else (None, None)
    )
    if not isinstance(interface, str) or type(port) is not int or not 1 <= port <= 65535:
        return f"{clean(file.name)} does not say where the controller listens."
    host, location = interface.rpartition("://")[2], fields.get("location")
    if interface.startswith("ipc:") or fields.get("ssh"):
        return ""
    if host not in (*_LOOPBACK, *_ANYWHERE) or location not in (socket.gethostname(), None, ""):
        # Only asking will tell whether it can be reached.
        return ""
    return "" if accepts_at("127.0.0.1", port) else _GONE


async def _asked(cluster: Cluster, python: str, limit: float) -> Cluster:
    try:
        answer = await ask_ipyparallel("engines", cluster.client_file, limit, python=python)
    except TransportError as error:
        return replace(cluster, problem=str(error))
    if answer.get("problem") is not None:
        return replace(cluster, problem=f"Its controller did not answer within {limit:g} s.")
    name = " ".join(part for part in (cluster.profile, cluster.cluster_id) if part)
    engines = tuple(
        Engine(cluster.client_file, number, f"{name}:{number}") for number in _ids(answer)
    )
    return replace(cluster, alive=True, engines=engines)


def _ids(answer: Mapping[str, Json]) -> Sequence[int]:
    ids = answer.get("ids")
    listed = ids if isinstance(ids, list) else []
    return [each for each in listed[:MOST_ENGINES] if type(each) is int and each >= 0]


def _kernel(engine: Engine, answer: Mapping[str, Json]) -> ExistingKernel:
    connection, host, pid = (answer.get(name) for name in ("connection", "host", "pid"))
    if not isinstance(connection, str):
        raise TransportError(f"Engine {engine.engine_id} does not say where it listens.")
    info = ConnectionInfo.from_json(connection)
    is_here = host == socket.gethostname()
    if not is_here and info.host in _LOOPBACK:
        raise TransportError(
            f"Engine {engine.engine_id} runs on {clean(str(host))[:200]} and listens only there:"
            " it cannot be reached from here, except with --ssh."
        )
    known = answer.get("file")
    file = Path(known) if is_here and isinstance(known, str) and "\0" not in known else None
    process = ProcessIdentity.of(pid) if is_here and type(pid) is int and pid > 1 else None
    title = engine.title or f"engine {engine.engine_id}"
    return ExistingKernel(info, file, process, title)
