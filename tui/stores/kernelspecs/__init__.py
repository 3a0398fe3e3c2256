"""The kernelspecs on this machine, found where `jupyter_client` finds them, by its rules.

An own scan, because importing `jupyter_client` takes 160 ms and its search hides broken ones.
"""

from __future__ import annotations

import codecs
import importlib.util
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_path

from tui.errors import KernelspecError
from tui.model.kernelspec import InterruptMode, KernelSpec
from tui.wire.message import Json

EMBEDDED = "python3"
"""The name of the IPython kernel in jtui's own environment, when no other has that name."""

LARGEST_FILE = 1_000_000
"""Bytes of a `kernel.json` at most."""
_NAME = re.compile(r"[a-z0-9._-]+")
# What jupyter_client takes besides the fields, by these names: with both it reads nothing.
_RESERVED = ("resource_dir", "self")
_OTHER_TEXTS = ("name", "mimetype", "kernel_protocol_version")


@dataclass(frozen=True, slots=True)
class BrokenSpec:
    """A kernelspec that cannot be used: where it is, and why; the texts are not cleaned."""

    name: str
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Kernelspecs:
    """What one search found; of specs with the same name the first found counts, as in Jupyter.

    `not_allowed` are names that the user's settings leave out.
    """

    specs: Mapping[str, KernelSpec]
    broken: tuple[BrokenSpec, ...] = ()
    not_allowed: frozenset[str] = frozenset()

    def get(self, name: str) -> KernelSpec:
        """The spec called `name` in any case; raises `KernelspecError` saying what is wrong."""
        spec = self.specs.get(name.lower())
        if spec is not None:
            return spec
        for broken in self.broken:
            if broken.name == name.lower():
                raise KernelspecError(f"The kernelspec {broken.path} is broken: {broken.reason}.")
        if name.lower() in self.not_allowed:
            raise KernelspecError(
                f"KernelSpecManager.allowed_kernelspecs does not allow the kernel {name}."
            )
        raise KernelspecError(f"There is no kernel called {name}.")


def find_kernelspecs(directories: Sequence[Path] | None = None) -> Kernelspecs:
    """Search `directories`, or where Jupyter looks, most important first."""
    specs: dict[str, KernelSpec] = {}
    broken: dict[str, BrokenSpec] = {}
    for name, path in _candidates(kernel_dirs() if directories is None else directories):
        if name in specs or name in broken:
            continue
        try:
            specs[name] = read_kernelspec(path)
        except KernelspecError as error:
            broken[name] = BrokenSpec(name, path, str(error))
    if EMBEDDED not in specs and EMBEDDED not in broken:
        embedded = embedded_kernelspec()
        if embedded is not None:
            specs[EMBEDDED] = embedded
    return Kernelspecs(specs, tuple(broken.values()))


def kernel_dirs() -> list[Path]:
    """The directories kernelspecs are installed in, most important first; some may not exist."""
    ipython = os.environ.get("IPYTHONDIR") or "~/.ipython"
    paths = [*jupyter_path("kernels"), str(Path(ipython) / "kernels")]
    return [Path(os.path.expanduser(path)) for path in paths]  # noqa: PTH111


def read_kernelspec(path: Path) -> KernelSpec:
    """Read the kernelspec in the directory `path`; raises `KernelspecError` with the reason."""
    if _NAME.fullmatch(path.name.lower()) is None:
        raise KernelspecError("its name may only have ASCII letters, digits, and . _ -")
    return parse_kernelspec(read_kernel_json(path), path)


def parse_kernelspec(fields: Mapping[str, Json], path: Path) -> KernelSpec:
    """The kernelspec a `kernel.json` in `path` describes; raises `KernelspecError` as above."""
    name = path.name.lower()
    metadata = fields.get("metadata", {})
    if not isinstance(metadata, dict):
        raise KernelspecError("metadata is not an object")
    for key in _OTHER_TEXTS:
        _text(fields, key)
    for key in _RESERVED:
        if key in fields:
            raise KernelspecError(f"it has a field {key}, with which Jupyter does not read it")
    return KernelSpec(
        name=name,
        argv=_argv(fields),
        display_name=_text(fields, "display_name") or name,
        language=_text(fields, "language"),
        env=_env(fields),
        interrupt_mode=_interrupt_mode(fields),
        metadata=metadata,
        resource_dir=path,
    )


def read_kernel_json(path: Path) -> Mapping[str, Json]:
    """The object in the `kernel.json` of the directory `path`; raises `KernelspecError`.

    Only a regular file is opened, of at most 1,000,000 bytes, and only UTF-8 is read, as Jupyter
    does: without a byte order mark.
    """
    try:
        data = _bytes_of(f"{path}/kernel.json")
    except OSError as error:
        raise KernelspecError(f"kernel.json cannot be read: {error.strerror}") from error
    try:
        fields = json.loads(_decoded(data))
    except (ValueError, RecursionError) as error:
        raise KernelspecError(f"kernel.json is not valid JSON: {error}") from error
    if not isinstance(fields, dict):
        raise KernelspecError("kernel.json is not a JSON object")
    return fields


def embedded_kernelspec() -> KernelSpec | None:
    """The IPython kernel of jtui's own environment, or `None` when there is none."""
    found = importlib.util.find_spec("ipykernel")
    if found is None or not found.submodule_search_locations:
        return None
    metadata: dict[str, Json] = {"debugger": True}
    if _writes_encryption(Path(found.submodule_search_locations[0])):
        metadata["supported_encryption"] = ["curve"]
    return KernelSpec(
        name=EMBEDDED,
        argv=(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
        display_name=f"Python {sys.version_info[0]} (ipykernel)",
        language="python",
        metadata=metadata,
    )


def _writes_encryption(package: Path) -> bool:
    """Whether this ipykernel claims encryption for itself, read instead of imported (0.2 s)."""
    try:
        return "supported_encryption" in (package / "kernelspec.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _candidates(directories: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    for directory in directories:
        try:
            entries = sorted(directory.iterdir())
        except OSError:
            continue
        for path in entries:
            if os.path.isfile(path / "kernel.json"):  # noqa: PTH113 (is_file can raise)
                yield path.name.lower(), path


def _bytes_of(file: str) -> bytes:
    found = os.stat(file)  # noqa: PTH116 (pathlib takes three times as long)
    if not stat.S_ISREG(found.st_mode):
        raise KernelspecError("kernel.json is not a file")
    if found.st_size > LARGEST_FILE:
        raise KernelspecError(f"kernel.json is larger than {LARGEST_FILE:,} bytes")
    # What has become a pipe since then must not hold the thread.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(descriptor, found.st_size)
    finally:
        os.close(descriptor)


def _decoded(data: bytes) -> str:
    """The text of a file; `json.loads` alone would also take what Jupyter does not."""
    if data.startswith(codecs.BOM_UTF8):
        raise KernelspecError(
            "kernel.json begins with a byte order mark (BOM), with which Jupyter does not read it"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise KernelspecError("kernel.json is in UTF-16; Jupyter reads UTF-8 only") from error
        raise KernelspecError(
            f"kernel.json is not in UTF-8: byte {error.start + 1:,} is no part of a character"
        ) from error


def _argv(fields: Mapping[str, Json]) -> tuple[str, ...]:
    argv = fields.get("argv")
    if not isinstance(argv, list) or not argv:
        raise KernelspecError("argv is not a list with the command in it")
    return tuple(_operand(word, "argv") for word in argv)


def _env(fields: Mapping[str, Json]) -> Mapping[str, str]:
    env = fields.get("env", {})
    if not isinstance(env, dict):
        raise KernelspecError("env is not an object")
    if any(not name or "=" in name for name in env):
        raise KernelspecError("env has a name that no variable can have")
    return {_operand(name, "env"): _operand(value, "env") for name, value in env.items()}


def _operand(value: Json, key: str) -> str:
    """A text that can be handed to a new process."""
    if not isinstance(value, str):
        raise KernelspecError(f"{key} holds something that is not text: {value!r:.40}")
    if "\0" in value:
        raise KernelspecError(f"{key} holds a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise KernelspecError(f"{key} holds half a character (a lone surrogate)") from error
    return value


def _text(fields: Mapping[str, Json], key: str) -> str:
    value = fields.get(key, "")
    if not isinstance(value, str):
        raise KernelspecError(f"{key} is not text")
    return value


def _interrupt_mode(fields: Mapping[str, Json]) -> InterruptMode:
    mode = fields.get("interrupt_mode", "signal")
    match mode.lower() if isinstance(mode, str) else mode:
        case "signal":
            return "signal"
        case "message":
            return "message"
        case _:
            raise KernelspecError('interrupt_mode is neither "signal" nor "message"')
