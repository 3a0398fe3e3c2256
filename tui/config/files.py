"""Configuration files, Python or JSON, read so that a broken one is a sentence and no more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from tui.config.checking import Section, checked
from tui.config.usual import LARGEST_FILE, SHARED_NAME
from tui.errors import ConfigurationError

_VERSION = 1


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What files say together: the good settings, and sentences about everything else.

    `setters` has the files that set each setting, by its name as in `Prompt.auto_close`, the one
    that counts last.
    """

    config: Config
    problems: tuple[str, ...]
    setters: Mapping[str, Sequence[Path]]


def load_config_files(
    files: Sequence[Path], sections: Sequence[Section], foreign: Sequence[Section] = ()
) -> tuple[Config, tuple[str, ...]]:
    """Merge `files`, later ones over earlier ones.

    Answers the good settings, and sentences that name file and key about everything else. What
    `foreign` sections say counts only in files that other programs read too.
    """
    read = read_config_files(files, sections, foreign)
    return read.config, read.problems


def read_config_files(
    files: Sequence[Path], sections: Sequence[Section], foreign: Sequence[Section] = ()
) -> FilesRead:
    """As `load_config_files`, with which file sets what."""
    merged = Config()
    problems: list[str] = []
    setters: dict[str, list[Path]] = {}
    for file in files:
        try:
            config, problem = _load(file)
        except ConfigurationError as error:
            problems.append(str(error))
            continue
        shared = file.stem == SHARED_NAME
        good, wrong = checked(config, sections, str(file), shared=shared, foreign=foreign)
        for name, values in good.items():
            for key in values:
                setters.setdefault(f"{name}.{key}", []).append(file)
        merged.merge(good)
        problems += [problem] if problem else []
        problems += wrong
    return FilesRead(merged, tuple(problems), setters)


def chosen_config_file(name: str) -> Path:
    """The file the user named, with or without its suffix; raises `ConfigurationError`."""
    for candidate in (name, f"{name}.py", f"{name}.json"):
        file = Path(candidate).expanduser()
        if file.is_file():
            return file
    raise ConfigurationError(f"There is no configuration file {name}.")


def _load(file: Path) -> tuple[Config, str]:
    """What a file says, and a sentence about it as a whole or `""`."""
    try:
        if (size := file.stat().st_size) > LARGEST_FILE:
            raise ConfigurationError(f"it has {size / 1e6:,.0f} MB, too many for settings")
        return _load_json(file) if file.suffix == ".json" else (_run_python(file), "")
    except (Exception, SystemExit) as error:
        # A Python configuration file is a program of the user's: it can raise anything.
        raise ConfigurationError(f"{file}{_line(error, file)}: {_reason(error)}") from error


def _load_json(file: Path) -> tuple[Config, str]:
    fields = json.loads(file.read_bytes())
    if not isinstance(fields, dict):
        raise ConfigurationError("it is not a JSON object")
    version = fields.pop("version", _VERSION)
    problem = ""
    if version != _VERSION:
        problem = f"{file}: version {str(version)[:40]} is not known; it is read as version 1."
    return Config(fields), problem


def _run_python(file: Path) -> Config:
    return PyFileConfigLoader(file.name, str(file.parent)).load_config()


def _line(error: BaseException, file: Path) -> str:
    """`, line 3` when the error says so, else `""`."""
    if (told := getattr(error, "lineno", None)) is not None:
        return f", line {told}"
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f", line {line}" if line else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, UnicodeDecodeError):
        byte = f"byte {error.start + 1:,} is {error.object[error.start]:#04x}"
        return f"it is not written in UTF-8: {byte}"
    text = " ".join(str(getattr(error, "msg", error)).split())
    if isinstance(error, ConfigurationError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
