"""Kernelspecs written, copied and installed: checked first, at once or not at all.

What was there before is in the trash afterwards.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import SpecEntry, TrashItem
from tui.stores.kernelspecs import (
    LARGEST_FILE,
    parse_kernelspec,
    read_kernel_json,
    read_kernelspec,
)
from tui.stores.kernelspecs.names import checked_name, taken, user_kernels_dir
from tui.stores.kernelspecs.owners import path_edit_refusal, told
from tui.stores.kernelspecs.trash import discard_copy, keep_copy, restore, set_aside
from tui.stores.kernelspecs.tree import copy_logos, copy_tree, discard, move
from tui.wire.message import Json

_FILE = "kernel.json"


def write_spec(path: Path, fields: Mapping[str, Json]) -> TrashItem | None:
    """Change `fields` of the `kernel.json` in the directory `path`; `None` removes a field.

    Fields that are not named stay as they are, and of a broken file nothing stays. Answers the
    old file in the trash, `None` when there was none or nothing changes. Raises `KernelspecError`,
    after which the file is as it was. Takes disk time.
    """
    if refusal := path_edit_refusal(path):
        raise KernelspecError(refusal)
    file = path / _FILE
    present = _status(file)
    old: Mapping[str, Json] = {}
    with suppress(KernelspecError):
        old = read_kernel_json(path)
    new = {key: value for key, value in {**old, **fields}.items() if value is not None}
    if old and new == old:
        return None
    data = _encoded(new, path)
    item = keep_copy(file, path.name.lower(), "edited") if present is not None else None
    try:
        _write(file, data, present)
    except OSError as error:
        if item is not None:
            discard_copy(item)
        raise KernelspecError(
            clean(f"{file} could not be written: {told(error)} It is as it was.")
        ) from error
    return item


def duplicate(
    entry: SpecEntry, new_name: str, directory: Path | None = None, *, replace: bool = False
) -> Path:
    """Copy a kernelspec under another name to `directory`, or to the user's own kernels.

    Of one that lies in no directory of its own the pictures are copied with it. Answers the new
    directory. What has that name already stays and this is refused, or with `replace` goes to
    the trash. Raises `KernelspecError`, after which nothing is new. Takes disk time.
    """
    if entry.spec is None:
        raise KernelspecError(clean(f"{entry.name} is broken and not copied: {entry.problem}."))
    spec = entry.spec
    if entry.is_on_disk and entry.path is not None:
        _check_there(entry.path)

    def build(copy: Path) -> None:
        if entry.path is not None and os.path.isfile(entry.path / _FILE):  # noqa: PTH113
            copy_tree(entry.path.resolve(), copy, bounded=True)
        else:
            # What a class names can be any directory: of that only the pictures are a kernel's.
            copy.mkdir()
            if entry.path is not None:
                copy_logos(entry.path, copy)
        _make_writable(copy)
        file = copy / _FILE
        # A link may lead elsewhere from here, and what was provided differs from any file.
        if not entry.is_on_disk or file.is_symlink():
            fields = _fields(spec)
            if entry.is_on_disk and entry.path is not None:
                fields = dict(read_kernel_json(entry.path))
            file.unlink(missing_ok=True)
            _write(file, _encoded(fields, copy), None)

    return _install(build, new_name, directory or user_kernels_dir(), replace=replace)


def install_directory(
    source: Path, name: str = "", directory: Path | None = None, *, replace: bool = False
) -> Path:
    """Copy a directory with a `kernel.json` to `directory`, or to the user's own kernels.

    It gets `name`, or keeps its own. Links in it have to lead to something in it. Answers the
    new directory. What has that name already stays and this is refused, or with `replace` goes
    to the trash. Raises `KernelspecError`. Takes disk time.
    """
    source = source.expanduser().absolute()
    if not source.is_dir():
        raise KernelspecError(clean(f"{source} is not a directory."))
    try:
        parse_kernelspec(read_kernel_json(source), source)
    except KernelspecError as error:
        raise KernelspecError(clean(f"{source} holds no kernelspec: {error}.")) from error

    def build(copy: Path) -> None:
        copy_tree(source.resolve(), copy, bounded=True)
        _check_links(copy)
        _make_writable(copy)

    name = name or source.resolve().name
    return _install(build, name, directory or user_kernels_dir(), replace=replace)


def _install(build: Callable[[Path], None], name: str, kernels: Path, *, replace: bool) -> Path:
    """Have a kernelspec built beside the others and give it its name when it is whole."""
    name = checked_name(name)
    kernels = kernels.expanduser().absolute()
    path = kernels / name
    missing = [each for each in (kernels, *kernels.parents) if not os.path.lexists(each)]
    # Jupyter does not see what is one level further down.
    staging = kernels / f".jtui-{os.urandom(4).hex()}"
    try:
        present = taken(kernels, name)
        if present is not None and not replace:
            raise KernelspecError(
                clean(f"{present} exists. Choose another name, or say that it is to be replaced.")
            )
        kernels.mkdir(parents=True, exist_ok=True)
        staging.mkdir(mode=0o700)
        build(staging / name)
        _check(staging / name)
        _swap(staging / name, path, present)
    except OSError as error:
        raise KernelspecError(
            clean(f"{path} could not be written: {told(error)} Nothing was changed.")
        ) from error
    finally:
        discard(staging)
        # Those that are not empty stay.
        for each in missing:
            with suppress(OSError):
                each.rmdir()
    return path


def _check_there(path: Path) -> None:
    """Raise `KernelspecError` when a kernelspec has gone since it was found."""
    try:
        (path / _FILE).stat()
    except FileNotFoundError as error:
        gone = path / _FILE if path.is_dir() else path
        raise KernelspecError(
            clean(f"{gone} is not there any more: something else has removed it.")
        ) from error
    except OSError as error:
        raise KernelspecError(clean(f"{path} cannot be reached: {error.strerror}.")) from error


def _check(path: Path) -> None:
    try:
        read_kernelspec(path)
    except KernelspecError as error:
        raise KernelspecError(
            clean(f"The copy would be no valid kernelspec: {error}. Nothing was changed.")
        ) from error


def _swap(new: Path, path: Path, present: Path | None) -> None:
    item = set_aside(present, path.name, "replaced") if present is not None else None
    try:
        move(new, path, new.with_name("moving"))
    except OSError:
        if item is not None:
            with suppress(KernelspecError):
                restore(item)
        raise


def _status(file: Path) -> os.stat_result | None:
    """That of a file or link; `None` for nothing; raises `KernelspecError` for all else."""
    try:
        status = os.lstat(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KernelspecError(clean(f"{file} cannot be reached: {error.strerror}.")) from error
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        raise KernelspecError(clean(f"{file} is not a file. Look at it and move it away first."))
    return status


def _encoded(fields: Mapping[str, Json], path: Path) -> bytes:
    """The file's bytes; raises `KernelspecError` when it would be no valid kernelspec."""
    try:
        parse_kernelspec(fields, path)
        text = json.dumps(fields, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        data = text.encode()
    except UnicodeEncodeError:
        # Half a character can only be written as an escape sequence.
        data = (json.dumps(fields, indent=1) + "\n").encode()
    except (KernelspecError, ValueError, TypeError, RecursionError) as error:
        raise KernelspecError(
            clean(f"This would be no valid kernelspec: {error}. Nothing was written.")
        ) from error
    if len(data) > LARGEST_FILE:
        raise KernelspecError(
            f"kernel.json would be larger than {LARGEST_FILE:,} bytes. Nothing was written."
        )
    return data


def _write(file: Path, data: bytes, present: os.stat_result | None) -> None:
    """Write a file in one step, with the mode and owner of the one `present`; raises `OSError`."""
    draft = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    # Of a new file the umask takes away what nobody else may.
    mode = 0o666 if present is None or stat.S_ISLNK(present.st_mode) else present.st_mode & 0o7777
    made = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(draft, made, mode), "wb") as writing:
            if present is not None and stat.S_ISREG(present.st_mode):
                if os.geteuid() == 0:
                    os.fchown(writing.fileno(), present.st_uid, present.st_gid)
                os.fchmod(writing.fileno(), mode)
            writing.write(data)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _fields(spec: KernelSpec) -> dict[str, Json]:
    """A `kernel.json` that says what `spec` does."""
    return {
        "argv": list(spec.argv),
        "display_name": spec.display_name,
        "language": spec.language,
        **({"env": dict(spec.env)} if spec.env else {}),
        **({"interrupt_mode": "message"} if spec.interrupt_mode == "message" else {}),
        **({"metadata": dict(spec.metadata)} if spec.metadata else {}),
    }


def _check_links(root: Path) -> None:
    """Raise `KernelspecError` for a link that leads to something outside of `root`."""
    inside = root.resolve()
    for directory, names, files in os.walk(inside):
        for link in (Path(directory, name) for name in (*names, *files)):
            if not link.is_symlink():
                continue
            text = os.readlink(link)  # noqa: PTH115 (the text as it is)
            # Also what leads out and in again by a name that a copy does not have.
            ways = os.path.normpath(link.parent / text), os.path.realpath(link)
            if os.path.isabs(text) or not all(Path(way).is_relative_to(inside) for way in ways):  # noqa: PTH117
                raise KernelspecError(
                    clean(
                        f"The link {link.relative_to(inside)} leads out of the directory, to"
                        f" {text}. Put a copy of that in its place first."
                    )
                )


def _make_writable(copy: Path) -> None:
    """Let the user change a copy of what nobody may change."""
    for directory, names, files in os.walk(copy):
        for path in (Path(directory, name) for name in (*names, *files)):
            status = os.lstat(path)
            if not stat.S_ISLNK(status.st_mode):
                path.chmod(stat.S_IMODE(status.st_mode) | stat.S_IWUSR)
    copy.chmod(stat.S_IMODE(copy.stat().st_mode) | stat.S_IRWXU)
