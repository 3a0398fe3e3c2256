"""Kernels that are attached to instead of started here: by file, on a server, over ssh, engines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tui.kernels.connection import ConnectionInfo
from tui.kernels.process_tree import ProcessIdentity


@dataclass(frozen=True, slots=True)
class ExistingKernel:
    """A kernel that listens already, known by the content of its connection file.

    `file` is read again when the kernel has gone away, `None` when only the content is known.
    `process` is the kernel's process on this computer where known, so that it can be signalled.
    `title` names the tab, not cleaned; "" for the kernel's own name.
    """

    info: ConnectionInfo
    file: Path | None = None
    process: ProcessIdentity | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A Jupyter Server, Hub or gateway: `url` is its base, with a trailing slash and no token.

    `token` is "" for none. `ca_file` is a certificate authority of its own, `None` for those of the
    system. `verify` is false only on the user's explicit wish.
    """

    url: str
    token: str = field(default="", repr=False)
    ca_file: Path | None = None
    verify: bool = True


@dataclass(frozen=True, slots=True)
class ServerKernel:
    """A kernel on a server: a running one by its id, or with `kernel_id` "" a new one.

    `spec_name` is the kernelspec of a new one, "" for the server's default.
    """

    server: ServerAddress
    kernel_id: str = ""
    spec_name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SshKernel:
    """A kernel behind ssh: by a connection file there or its content, or a new one there.

    `host` is as for `ssh` (`user@host`, a name of its configuration). One of the others is given:
    `file` is a path, a name or a glob in the runtime directory there ("" with neither of the others
    for the newest), `info` the content, `spec_name` the kernelspec to start.
    """

    host: str
    file: str = ""
    info: ConnectionInfo | None = None
    spec_name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine of an ipyparallel cluster, whose `client_file` is `ipcontroller-client.json`."""

    client_file: Path
    engine_id: int
    title: str = ""


Endpoint = ExistingKernel | ServerKernel | SshKernel | Engine
