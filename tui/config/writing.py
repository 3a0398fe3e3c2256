"""Setting one value in the user's own configuration file, without traitlets.

Several jtuis may write at once: each reads, changes and writes under a lock on the directory, and
once more when a program that knows no lock has written in between.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir

from tui.config.usual import FILE_NAME, LARGEST_FILE
from tui.errors import ConfigurationError

PATIENCE = 3.0
"""Seconds that others may take to write."""
VERSION = 1
"""The version that Jupyter's configuration files have, whether they say so or not."""
_TRIES = 5
_STEP = 0.01
# A file system without locks, where only the look before the writing protects.
_NO_LOCKS = frozenset((errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL))

Stamp = tuple[int, int, int] | None
"""What tells that a file has changed: its number, size and time; `None` for no file."""


def own_file() -> Path:
    """The file that is written: the user's own in JSON, whether it is there or not."""
    return Path(jupyter_config_dir()) / f"{FILE_NAME}.json"


def write_setting(section: str, key: str, value: object) -> Path:
    """Set `section.key`, as in `JtuiApp.theme`, to a value JSON can hold; answers the file.

    That is `own_file()`, in which all else stays; a link to it stays a link. Raises
    `ConfigurationError`, after which the file is as it was. Takes disk time. A more important
    file may set another value all the same.
    """
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{section}.{key}: this cannot be written: {error}.") from error

    def put(fields: dict[str, Any]) -> bool:
        table = _section(fields, section)
        if table is None:
            table = fields[section] = {}
        if key in table and type(table[key]) is type(value) and table[key] == value:
            return False
        table[key] = value
        return True

    return _change(put)


def remove_setting(section: str, key: str) -> Path:
    """Have `section.key` set by that file no more; as `write_setting`."""

    def take(fields: dict[str, Any]) -> bool:
        table = _section(fields, section)
        if table is None or key not in table:
            return False
        del table[key]
        if not table:
            del fields[section]
        return True

    return _change(take)


def written_setting(section: str, key: str) -> tuple[bool, Any]:
    """Whether that file sets `section.key`, and what to; raises `ConfigurationError`."""
    file = own_file()
    try:
        fields, _ = _read(file)
        table = _section(fields, section) or {}
    except _Refused as error:
        raise ConfigurationError(f"{file} {error}.") from error
    except OSError as error:
        raise ConfigurationError(f"{file} could not be read: {error.strerror}.") from error
    return key in table, table.get(key)


class _Refused(Exception):  # noqa: N818 - what is wrong is said in its text
    """The file is none that can be changed."""


def _change(change: Callable[[dict[str, Any]], bool]) -> Path:
    """Change the file's fields; `change` says whether it has. Raises as above."""
    if os.environ.get("JUPYTER_NO_CONFIG"):
        raise ConfigurationError("JUPYTER_NO_CONFIG is set: no configuration file is used.")
    file = own_file()
    try:
        with _locked(Path(os.path.realpath(file)).parent):
            for _ in range(_TRIES):
                fields, seen = _read(file)
                if not change(fields) or _write(file, _text(fields), seen):
                    return file
    except _Refused as error:
        raise ConfigurationError(f"{file} {error}. Nothing was written.") from error
    except OSError as error:
        raise ConfigurationError(
            f"{file} could not be written: {error.strerror}. It is as it was."
        ) from error
    raise ConfigurationError(f"{file} is written all the time by another program.")


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """While it lasts no other jtui writes there; raises `OSError`."""
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        until = time.monotonic() + PATIENCE
        while not _lock(descriptor):
            if time.monotonic() > until:
                raise OSError(errno.EAGAIN, "another program holds a lock on its directory")
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _section(fields: dict[str, Any], section: str) -> dict[str, Any] | None:
    table = fields.get(section)
    if table is not None and not isinstance(table, dict):
        raise _Refused(f"has {section}, which is no section")
    return table


def _read(file: Path) -> tuple[dict[str, Any], Stamp]:
    """The file's object, empty when it is not there, and its stamp; raises as above."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return {}, None
    if not stat.S_ISREG(status.st_mode):
        raise _Refused("is no file")
    if status.st_size > LARGEST_FILE:
        raise _Refused(f"has {status.st_size / 1e6:,.0f} MB, too many for settings")
    try:
        fields = json.loads(file.read_bytes(), object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise _Refused(f"is not valid JSON: {error}") from error
    if not isinstance(fields, dict):
        raise _Refused("is not a JSON object")
    if fields.get("version", VERSION) != VERSION:
        raise _Refused(f"has version {str(fields['version'])[:40]}, which this jtui does not know")
    return fields, _stamp(status)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        # Of two the first would be lost.
        raise ValueError(f"{twice[:60]} stands there twice")
    return fields


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _text(fields: dict[str, Any]) -> bytes:
    try:
        text = json.dumps(fields, indent=2, ensure_ascii=False)
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        # Halves of pairs, which JSON can hold and UTF-8 cannot.
        return f"{json.dumps(fields, indent=2)}\n".encode()
    except RecursionError as error:
        raise _Refused("is nested too deep") from error


def _write(file: Path, text: bytes, seen: Stamp) -> bool:
    """Write the file a path leads to in one step, with the mode it has; raises `OSError`.

    Answers whether it was still the one that was `seen`; else nothing is written.
    """
    file = Path(os.path.realpath(file))
    draft = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    mode = stat.S_IMODE(file.stat().st_mode) if seen is not None else 0o666
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            if seen is not None:
                os.fchmod(writing.fileno(), mode)
            writing.write(text)
            writing.flush()
            os.fsync(writing.fileno())
        if (_stamp(file.stat()) if file.exists() else None) != seen:
            draft.unlink()
            return False
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return True
