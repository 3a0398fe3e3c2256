"""What can be told about a kernelspec without starting anything."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Finding, Level, SpecEntry
from tui.stores.kernelspecs.commands import (
    Program,
    environment_of,
    module_or_script,
    program_of,
    words_of,
)
from tui.stores.kernelspecs.interpreters import Interpreter, Module, find_interpreter, find_module
from tui.stores.kernelspecs.owners import edit_refusal, removal_refusal

LOGOS = ("logo-32x32.png", "logo-64x64.png", "logo-svg.svg")
"""The pictures a kernelspec can have, by the names of their files."""

_SHOWN = 500
_PNG = b"\x89PNG\r\n\x1a\n"
_PACKAGES = {"ipykernel_launcher": "ipykernel", "xpython_launcher": "xeus-python"}


def check_static(entry: SpecEntry) -> tuple[Finding, ...]:
    """All that is wrong or worth knowing, the worst first; takes a millisecond of disk time."""
    found = [*_of_entry(entry), *_of_directory(entry)]
    if entry.spec is not None:
        found += [*_of_command(entry.spec), *_of_fields(entry.spec)]
    levels = list(Level)
    return tuple(sorted(found, key=lambda finding: levels.index(finding.level)))


def interpreter_of(spec: KernelSpec) -> Interpreter | None:
    """The Python a kernel is started with, as its files tell it; `None` for all others."""
    program = program_of(spec)
    if program.path is None or not _exists(program.path):
        return None
    return find_interpreter(program.path)


def _exists(path: Path | str) -> bool:
    # What pathlib answers by raising, for example a name too long, is a no as well.
    return os.path.exists(path)  # noqa: PTH110


def _error(sentence: str) -> Finding:
    return Finding(Level.ERROR, _short(sentence))


def _warning(sentence: str) -> Finding:
    return Finding(Level.WARNING, _short(sentence))


def _note(sentence: str) -> Finding:
    return Finding(Level.NOTE, _short(sentence))


def _short(sentence: str) -> str:
    """Without the middle of a word that has no end; what is wrong stands at the end."""
    if len(sentence) > _SHOWN:
        sentence = f"{sentence[: _SHOWN // 2]} … {sentence[-_SHOWN // 2 :]}"
    return clean(sentence)


def _of_entry(entry: SpecEntry) -> Iterator[Finding]:
    if entry.spec is None:
        yield _error(f"It cannot be used: {entry.problem}.")
    if entry.shadowed_by is not None:
        yield _warning(f"It is never started: {entry.shadowed_by} has the same name, first.")
    if entry.refusal:
        yield _warning(entry.refusal)
    if entry.is_link and entry.path is not None:
        yield _note(f"Its directory is a link to {os.path.realpath(entry.path)}.")


def _of_fields(spec: KernelSpec) -> Iterator[Finding]:
    if not any("{connection_file}" in word for word in spec.argv):
        yield _error("argv does not have {connection_file}: the kernel cannot be reached.")
    if not spec.language:
        yield _warning("It names no language.")
    if spec.interrupt_mode == "message":
        yield _note("It is interrupted by a message, not by a signal (interrupt_mode).")
    provisioner = spec.metadata.get("kernel_provisioner")
    name = provisioner.get("provisioner_name") if isinstance(provisioner, dict) else None
    if name not in (None, "local-provisioner"):
        yield _warning(f"It asks for the provisioner {name}; jtui starts it as a local process.")


def _of_command(spec: KernelSpec) -> Iterator[Finding]:
    program = program_of(spec)
    if program.path is None:
        if program.word:
            yield _error(f"There is no program {program.word} on its PATH.")
        else:
            yield _error("argv begins with an empty word, which is no program.")
        return
    if problem := _program_problem(program.path, spec):
        yield _error(problem)
        return
    if program.is_own:
        yield _note(f"{program.word} is jtui's own interpreter here: {program.path}")
    elif not program.path.is_absolute():
        yield _warning(f"{program.word} is looked for in the directory jtui runs in.")
    yield from _of_python(spec, program)


def _program_problem(path: Path, spec: KernelSpec) -> str:
    """Why this cannot be executed, as a sentence, or `""`."""
    try:
        if path.is_dir():
            return f"{path} is a directory, not a program."
        if not _exists(path):
            return _missing(path)
        if not os.access(path, os.X_OK):
            return f"{path} may not be executed. This allows it: chmod +x {shlex.quote(str(path))}"
        return _script_problem(path, spec) if path.is_file() else f"{path} is no program."
    except OSError as error:
        return f"{path} cannot be reached: {error.strerror}."


def _missing(path: Path) -> str:
    if path.is_symlink():
        return f"{path} is a link to {os.path.realpath(path)}, which does not exist."
    if path.parent.name == "bin" and not _exists(path.parent.parent):
        return f"{path} does not exist: its environment {path.parent.parent} is gone."
    return f"{path} does not exist."


def _script_problem(path: Path, spec: KernelSpec) -> str:
    """What is wrong about the interpreter that a script names in its first line."""
    try:
        with path.open("rb") as file:
            line = file.read(256).partition(b"\n")[0]
    except OSError:
        # What may be executed need not be readable.
        return ""
    if not line.startswith(b"#!"):
        return ""
    asked = os.fsdecode(line[2:]).split()
    if not asked or _exists(asked[0]):
        return ""
    return f"{path} is a script for {asked[0]}, which does not exist."


def _of_python(spec: KernelSpec, program: Program) -> Iterator[Finding]:
    """Whether what Python is to run is there."""
    if program.path is None or not program.path.name.startswith(("python", "pypy")):
        return
    module, script = module_or_script(words_of(spec))
    if script and Path(script).is_absolute() and not _exists(script):
        yield _error(f"The script {script} does not exist.")
    if not module:
        return
    if not all(part.isidentifier() for part in module.split(".")):
        yield _error(f"{module} is no name of a module.")
        return
    interpreter = find_interpreter(program.path)
    if interpreter is None:
        yield _note(f"Whether {program.path} has {module} shows when it is started.")
        return
    match find_module(interpreter, module, environment_of(spec)):
        case Module.MISSING:
            package = _PACKAGES.get(module, module.partition(".")[0])
            yield _error(
                f"The Python in {interpreter.prefix} has no module {module}. This may install it:"
                f" {shlex.quote(str(program.path))} -m pip install {package}"
            )
        case Module.NO_MAIN:
            yield _error(f"{module} is a package that cannot be executed: it has no __main__.")
        case Module.FOUND:
            return


def _of_directory(entry: SpecEntry) -> Iterator[Finding]:
    if entry.path is None:
        return
    if refusal := edit_refusal(entry) or removal_refusal(entry):
        yield _note(refusal)
    logos = [entry.path / name for name in LOGOS if os.path.lexists(entry.path / name)]
    for logo in logos:
        if problem := _logo_problem(logo):
            yield _warning(f"{logo.name} {problem}.")


def _logo_problem(logo: Path) -> str:
    try:
        if not logo.is_file():
            return "is not a file"
        with logo.open("rb") as file:
            begin = file.read(4096)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if logo.suffix == ".png":
        return "" if begin.startswith(_PNG) else "is no PNG picture"
    return "" if b"<svg" in begin else "is no SVG picture"
