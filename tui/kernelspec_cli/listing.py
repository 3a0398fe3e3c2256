"""`jtui kernelspec list`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, read_words
from tui.kernelspec_cli.found import find
from tui.model.clean import clean
from tui.model.spec_entry import Place, SpecEntry, SpecState
from tui.stores.kernelspecs import read_kernel_json
from tui.wire.message import Json

FOUND, NOTHING_FOUND = 0, 1

_WIDEST_NAME = 40
_SHOWN = 300
# What Jupyter writes of a kernelspec, and what stands for a field that is not there.
_FIELDS: Mapping[str, Json] = {
    "argv": [],
    "env": {},
    "display_name": "",
    "language": "",
    "interrupt_mode": "signal",
    "metadata": {},
    "kernel_protocol_version": "",
}


def run_list(argv: Sequence[str]) -> int:
    """Print all kernelspecs; answers the exit status. Raises `UsageError` and `OSError`."""
    words = read_words(argv, flags=["--json"], valued=[])
    if words.operands:
        raise UsageError("jtui kernelspec list takes no names.")
    entries = find().entries
    if "--json" in words.flags:
        sys.stdout.write(f"{_json(entries)}\n")
    else:
        sys.stdout.write("".join(_lines(entries)) or "There are no kernelspecs.\n")
    return FOUND if entries else NOTHING_FOUND


def _lines(entries: Sequence[SpecEntry]) -> list[str]:
    width = min(_WIDEST_NAME, max((len(clean(entry.name)) for entry in entries), default=0))
    lines: list[str] = []
    for entry in entries:
        name = clean(entry.name).ljust(width)
        lines.append(f"{name}  {entry.place:<12} {entry.state:<11}  {directory_of(entry)}\n")
        if remark := _remark(entry):
            lines.append(f"{' ' * width}  {remark}\n")
    return lines


def directory_of(entry: SpecEntry) -> str:
    """Where a kernelspec is, cleaned; a class's name where that provides one without a place."""
    return clean(str(entry.path) if entry.path is not None else entry.provider)


def _remark(entry: SpecEntry) -> str:
    """What its state leaves open, cleaned, or `""`."""
    match entry.state:
        case SpecState.BROKEN:
            return clean(entry.problem[:_SHOWN])
        case SpecState.SHADOWED:
            return clean(f"{entry.shadowed_by} has the same name, first.")
        case SpecState.NOT_ALLOWED if entry.left_out_by:
            return clean(entry.refusal)
        case _:
            return ""


def _json(entries: Sequence[SpecEntry]) -> str:
    """What `jupyter kernelspec list --json` writes, and beside that all that jtui knows."""
    specs: dict[str, Json] = {}
    for entry in entries:
        # Jupyter lists some that cannot be started.
        if entry.shadowed_by is None and entry.is_allowed and (spec := _spec(entry)) is not None:
            specs[entry.name] = {"resource_dir": str(entry.path or ""), "spec": spec}
    known = [_entry(entry) for entry in entries]
    try:
        return json.dumps({"kernelspecs": specs, "entries": known}, indent=2)
    except RecursionError:
        # What can be read can still be nested too deep to be written.
        specs = {name: spec for name, spec in specs.items() if _is_writable(spec)}
        return json.dumps({"kernelspecs": specs, "entries": known}, indent=2)


def _is_writable(spec: Json) -> bool:
    try:
        json.dumps([[spec]], indent=2)
    except RecursionError:
        return False
    return True


def _entry(entry: SpecEntry) -> Json:
    return {
        "name": entry.name,
        "display_name": entry.spec.display_name if entry.spec is not None else "",
        "language": entry.spec.language if entry.spec is not None else "",
        "place": str(entry.place),
        "state": str(entry.state),
        "path": _text(entry.path),
        "problem": entry.problem,
        "shadowed_by": _text(entry.shadowed_by),
        "provider": entry.provider,
        "is_link": entry.is_link,
        "is_allowed": entry.is_allowed,
        "left_out_by": entry.left_out_by,
    }


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _spec(entry: SpecEntry) -> Json:
    """The kernelspec as Jupyter writes it, `None` for one that Jupyter leaves out."""
    if entry.place is Place.EMBEDDED:
        # 0.3 s, and only where no kernelspec has its name.
        from ipykernel.kernelspec import get_kernel_dict

        return {**_FIELDS, **get_kernel_dict()}
    if not entry.is_on_disk or entry.path is None:
        return _provided(entry)
    try:
        fields = read_kernel_json(entry.path)
    except KernelspecError:
        return None
    spec = {key: fields.get(key, missing) for key, missing in _FIELDS.items()}
    mode = spec["interrupt_mode"]
    if isinstance(spec["argv"], str):
        # Jupyter takes a text for a list of one.
        spec["argv"] = [spec["argv"]]
    spec["interrupt_mode"] = mode.lower() if isinstance(mode, str) else mode
    is_typed = all(type(spec[key]) is type(missing) for key, missing in _FIELDS.items())
    return spec if is_typed and spec["interrupt_mode"] in ("signal", "message") else None


def _provided(entry: SpecEntry) -> Json:
    if entry.spec is None:
        return None
    return {
        **_FIELDS,
        "argv": list(entry.spec.argv),
        "env": dict(entry.spec.env),
        "display_name": entry.spec.display_name,
        "language": entry.spec.language,
        "interrupt_mode": entry.spec.interrupt_mode,
        "metadata": dict(entry.spec.metadata),
    }
