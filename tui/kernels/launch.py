"""Starting a kernel process.

This runs before asyncio, Textual or jupyter_client are imported, so it imports little.
"""

from __future__ import annotations

import os
import re
import string
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tui.errors import LaunchError, TransportError
from tui.kernels.connection import new_local
from tui.kernels.process import Invocation, KernelProcess
from tui.kernels.survivors import KernelFiles
from tui.kernels.width.room import Room
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec

__all__ = ["KernelProcess", "LaunchSettings", "TransportEncryption", "launch"]

TransportEncryption = Literal["auto", "disabled", "required"]
_FIELD = re.compile(r"\{([A-Za-z0-9_]+)\}")


def _unknown() -> None:
    return None


@dataclass(frozen=True, slots=True)
class LaunchSettings:
    """What the user decides about kernels that jtui starts.

    `cwd` is `None` for the directory jtui runs in. `env` wins over the kernelspec's variables.
    `room` tells at the time of a start how much room there is for output, `None` for unknown.
    With "auto", kernels that can are reached over CurveZMQ.
    """

    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    transport_encryption: TransportEncryption = "auto"
    room: Callable[[], Room | None] = _unknown


def launch(spec: KernelSpec, settings: LaunchSettings) -> KernelProcess:
    """Start a kernel, without waiting until it answers; raises `LaunchError`."""
    files = KernelFiles.new()
    curve = _uses_curve(spec, settings)
    try:
        connection = new_local(spec.name, curve=curve)
        cwd = settings.cwd or Path.cwd()
    except TransportError as error:
        raise LaunchError(str(error)) from error
    except FileNotFoundError as error:
        raise LaunchError("The directory jtui runs in does not exist any more.") from error
    invocation = Invocation(
        kernel_name=spec.name,
        argv=_argv(spec, files.connection),
        cwd=cwd,
        env=_environment(spec, settings),
    )
    process = KernelProcess(invocation, connection, files)
    process.start()
    return process


def _uses_curve(spec: KernelSpec, settings: LaunchSettings) -> bool:
    match settings.transport_encryption:
        case "disabled":
            return False
        case "auto":
            return spec.supports_curve
        case "required":
            if not spec.supports_curve:
                raise LaunchError(
                    f"Encrypted connections are required, and the kernel {clean(spec.name)}"
                    " does not say that it can make them."
                )
            return True


def _argv(spec: KernelSpec, connection_file: Path) -> tuple[str, ...]:
    values = {
        "connection_file": os.path.realpath(connection_file),
        "prefix": sys.prefix,
        "resource_dir": str(spec.resource_dir or ""),
    }
    argv = [_FIELD.sub(lambda match: values.get(match[1], match[0]), word) for word in spec.argv]
    major, minor = sys.version_info[:2]
    if argv and argv[0] in {"python", f"python{major}", f"python{major}.{minor}"}:
        # Which Python comes first on PATH need not be the one whose environment this is.
        argv[0] = sys.executable
    return tuple(argv)


def _environment(spec: KernelSpec, settings: LaunchSettings) -> dict[str, str]:
    own = dict(os.environ)
    # macOS sets it for framework Pythons, and a child in another environment would obey it.
    own.pop("PYTHONEXECUTABLE", None)
    wanted = {name: string.Template(text).safe_substitute(own) for name, text in spec.env.items()}
    room = settings.room()
    return {**own, **(room.environment if room is not None else {}), **wanted, **settings.env}
