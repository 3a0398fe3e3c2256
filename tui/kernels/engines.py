"""Engines of ipyparallel clusters of this user, found and opened as kernels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.endpoints import Engine, ExistingKernel


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


async def clusters(python: str = "") -> tuple[Cluster, ...]:
    """The clusters of this user, asked for their engines; some seconds at most.

    `python` is an interpreter that has ipyparallel, "" for jtui's own.
    """
    return ()


async def engine_kernel(engine: Engine, python: str = "") -> ExistingKernel:
    """Have an engine listen as a kernel, and where; raises `TransportError` with the reason.

    Asking again gives the same kernel.
    """
    raise TransportError("There is no such engine.")
