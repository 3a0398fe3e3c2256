"""Setting one value in the user's own configuration file, without traitlets."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir

from tui.config.usual import FILE_NAME
from tui.errors import ConfigurationError


def write_setting(section: str, key: str, value: object) -> Path:
    """Set `section.key`, as in `JtuiApp.theme`, to a value JSON can hold; answers the file.

    That is the user's `jupyter_tui_config.json`, in which all else stays; a link to it stays a
    link. Raises `ConfigurationError`, after which the file is as it was. Takes disk time. A more
    important file may set another value all the same.
    """
    if os.environ.get("JUPYTER_NO_CONFIG"):
        raise ConfigurationError("JUPYTER_NO_CONFIG is set: no configuration file is used.")
    file = Path(jupyter_config_dir()) / f"{FILE_NAME}.json"
    try:
        fields = _read(file)
        table = fields.setdefault(section, {})
        if not isinstance(table, dict):
            raise ConfigurationError(f"{file}: {section} is no section. Nothing was written.")
        if key not in table or table[key] != value:
            table[key] = value
            _write(file, json.dumps(fields, indent=2) + "\n")
    except OSError as error:
        raise ConfigurationError(
            f"{file} could not be written: {error.strerror}. It is as it was."
        ) from error
    return file


def _read(file: Path) -> dict[str, Any]:
    """The file's object, empty when it is not there; raises as above."""
    if not os.path.lexists(file):
        return {}
    if not stat.S_ISREG(file.stat().st_mode):
        raise ConfigurationError(f"{file} is no file. Nothing was written.")
    try:
        fields = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"{file} is not valid JSON: {error}. Nothing was written."
        ) from error
    if not isinstance(fields, dict):
        raise ConfigurationError(f"{file} is not a JSON object. Nothing was written.")
    return fields


def _write(file: Path, text: str) -> None:
    """Write the file a path leads to in one step, with the mode it has; raises `OSError`."""
    file = Path(os.path.realpath(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o666
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
            if file.exists():
                os.fchmod(writing.fileno(), mode)
            writing.write(text)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
