"""What a server says it has: its kernelspecs, its kernels and their notebooks; all defensive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tui.kernels.endpoints import ServerAddress
from tui.model.clean import clean
from tui.wire.message import Json

MOST = 10_000
"""Kernelspecs, kernels or sessions of one server that are taken in."""
LONGEST = 1_000
"""Characters of a name or path that are taken in."""


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """A kernelspec of a server; all texts but `name` are cleaned.

    `name` is as the server wants it back. `language` is "" when unknown.
    """

    name: str
    display_name: str
    language: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class RunningOnServer:
    """A kernel that runs on a server; all texts but `kernel_id` and `spec_name` are cleaned.

    `state` is what the server says: `idle`, `busy`, `starting`, `dead`, "" when unknown.
    `last_activity` is `None` when unknown. `connections` are the clients that are connected through
    the server, `None` when unknown. `notebook` is the path of the notebook or console it belongs
    to, "" for none.
    """

    kernel_id: str
    spec_name: str
    state: str = ""
    last_activity: datetime | None = None
    connections: int | None = None
    notebook: str = ""


@dataclass(frozen=True, slots=True)
class ServerListing:
    """What a server offers.

    `address` holds the token that the server has accepted: to be used for `ServerKernel`.
    `version` is the server's own, cleaned, "" when unknown. `problem` says what could not be
    listed though the rest could, "" for nothing (gateways forbid it by default).
    """

    address: ServerAddress
    specs: tuple[ServerSpec, ...] = ()
    kernels: tuple[RunningOnServer, ...] = ()
    version: str = ""
    problem: str = ""


def read_specs(answer: Json) -> tuple[ServerSpec, ...]:
    """The kernelspecs in the answer to `GET /api/kernelspecs`; what is broken is left out."""
    fields = answer if isinstance(answer, dict) else {}
    default, specs = fields.get("default"), fields.get("kernelspecs")
    found: list[ServerSpec] = []
    for name, value in list(specs.items())[:MOST] if isinstance(specs, dict) else ():
        entry = value if isinstance(value, dict) else {}
        spec = entry.get("spec")
        if not _is_name(name) or not isinstance(spec, dict):
            continue
        display_name = _cleaned(spec.get("display_name")) or clean(name)
        language = _cleaned(spec.get("language"))
        found.append(ServerSpec(name, display_name, language, name == default))
    return tuple(sorted(found, key=lambda each: (not each.is_default, each.display_name.lower())))


def read_kernels(answer: Json, sessions: Json = None) -> tuple[RunningOnServer, ...]:
    """The kernels in the answer to `GET /api/kernels`, the last used first.

    `sessions` is the answer to `GET /api/sessions`, which knows the notebooks.
    """
    notebooks = read_notebooks(sessions)
    models = answer[:MOST] if isinstance(answer, list) else []
    kernels = {
        kernel.kernel_id: kernel
        for model in models
        if (kernel := read_kernel(model, notebooks)) is not None
    }
    epoch = datetime.fromtimestamp(0, UTC)
    return tuple(
        sorted(kernels.values(), key=lambda each: each.last_activity or epoch, reverse=True)
    )


def read_kernel(model: Json, notebooks: dict[str, str] | None = None) -> RunningOnServer | None:
    """One kernel as a server describes it, `None` when it has no usable id."""
    if not isinstance(model, dict):
        return None
    kernel_id, connections = model.get("id"), model.get("connections")
    if not isinstance(kernel_id, str) or not _is_id(kernel_id):
        return None
    name = model.get("name")
    is_count = isinstance(connections, int) and not isinstance(connections, bool)
    return RunningOnServer(
        kernel_id=kernel_id,
        spec_name=name if isinstance(name, str) and _is_name(name) else "",
        state=_cleaned(model.get("execution_state")),
        last_activity=_time(model.get("last_activity")),
        connections=connections if is_count and isinstance(connections, int) else None,
        notebook=(notebooks or {}).get(kernel_id, ""),
    )


def read_notebooks(answer: Json) -> dict[str, str]:
    """The cleaned paths of notebooks and consoles by the ids of their kernels."""
    found: dict[str, str] = {}
    for session in answer[:MOST] if isinstance(answer, list) else ():
        fields = session if isinstance(session, dict) else {}
        kernel, notebook = fields.get("kernel"), fields.get("notebook")
        kernel_id = kernel.get("id") if isinstance(kernel, dict) else None
        path = fields.get("path")
        if not path and isinstance(notebook, dict):
            path = notebook.get("path")
        path = path or fields.get("name")
        if isinstance(kernel_id, str) and _is_id(kernel_id) and isinstance(path, str):
            found[kernel_id] = _cleaned(path)
    return found


def _is_id(text: str) -> bool:
    """Whether it can stand in a URL's path as it is."""
    return 0 < len(text) <= 128 and all(
        char.isascii() and (char.isalnum() or char in "-_") for char in text
    )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST and text.isprintable()


def _cleaned(value: Json) -> str:
    return clean(value[:LONGEST]) if isinstance(value, str) else ""


def _time(value: Json) -> datetime | None:
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
