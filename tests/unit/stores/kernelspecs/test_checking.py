"""What is told about a kernelspec without starting it: on real environments and hostile files."""

from __future__ import annotations

import os
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stores.kernelspecs.trees import install
from tui.kernels.launch import _argv
from tui.model.spec_entry import Level, Place, SpecEntry
from tui.stores.kernelspecs.checking import check_static, interpreter_of
from tui.stores.kernelspecs.commands import module_or_script, program_of
from tui.stores.kernelspecs.interpreters import Module, find_interpreter, find_module
from tui.stores.kernelspecs.listing import embedded_entry, list_specs


def entry(kernels: Path, *argv: str, **fields: Any) -> SpecEntry:
    words = [*argv, "{connection_file}"]
    path = install(kernels, "some", {"argv": words, "language": "x", **fields})
    return next(found for found in list_specs([kernels]) if found.path == path)


def sentences(found: SpecEntry, level: Level) -> str:
    return "\n".join(each.sentence for each in check_static(found) if each.level is level)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A fresh virtual environment with nothing in it."""
    path = tmp_path / "env"
    venv.create(path, symlinks=True, with_pip=False)
    return path


def site_of(environment: Path) -> Path:
    return next((environment / "lib").glob("python3*")) / "site-packages"


def test_a_good_kernel_has_no_errors(tmp_path: Path) -> None:
    found = entry(tmp_path / "kernels", sys.executable, "-m", "ipykernel_launcher", "-f")
    assert sentences(found, Level.ERROR) == sentences(found, Level.WARNING) == ""


def test_the_program_is_the_one_that_is_started(tmp_path: Path) -> None:
    major, minor = sys.version_info[:2]
    names = ("python", f"python{major}", f"python{major}.{minor}", "/bin/sh", "{prefix}/x")
    for number, name in enumerate(names):
        spec = entry(tmp_path / str(number), name).spec
        assert spec is not None
        assert str(program_of(spec).path) == _argv(spec, Path("c"))[0]


def break_link(bin_: Path) -> str:
    (bin_ / "program").symlink_to("nothing")
    return str(bin_ / "program")


def no_right(bin_: Path) -> str:
    (bin_ / "program").write_text("")
    return str(bin_ / "program")


def odd_script(bin_: Path) -> str:
    (bin_ / "program").write_text("#!/nowhere/bin/python -s\n")
    (bin_ / "program").chmod(0o755)
    return str(bin_ / "program")


def a_pipe(bin_: Path) -> str:
    os.mkfifo(bin_ / "program")
    (bin_ / "program").chmod(0o755)
    return str(bin_ / "program")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        pytest.param(lambda _: "no-such-program", "no program no-such-program", id="not on PATH"),
        pytest.param(lambda _: "", "empty word", id="an empty word"),
        pytest.param(lambda _: "/nowhere/env/bin/python", "environment /nowhere/env is gone"),
        pytest.param(lambda bin_: str(bin_ / "x"), "x does not exist", id="not in a directory"),
        pytest.param(str, "is a directory", id="a directory"),
        pytest.param(break_link, "nothing, which does not exist", id="a broken link"),
        pytest.param(no_right, "may not be executed", id="no right to execute it"),
        pytest.param(odd_script, "a script for /nowhere/bin/python", id="a script of nothing"),
        pytest.param(a_pipe, "is no program", id="a pipe"),
        pytest.param(lambda _: "/" + "x" * 5_000, "cannot be reached", id="a name too long"),
        pytest.param(lambda _: "/\x1b[31m", "␛[31m does not exist", id="escape sequences"),
    ],
)
def test_a_program_that_cannot_be_started_is_an_error(
    tmp_path: Path, make: Callable[[Path], str], problem: str
) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    found = entry(tmp_path / "kernels", make(bin_))
    assert problem in sentences(found, Level.ERROR)
    assert all(len(each.sentence) < 600 for each in check_static(found))


def test_the_path_of_the_kernelspec_counts(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "my-kernel"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = {"PATH": f"{tmp_path}/bin:${{PATH}}"}
    assert sentences(entry(tmp_path / "a", "my-kernel", env=path), Level.ERROR) == ""
    assert "my-kernel" in sentences(entry(tmp_path / "b", "my-kernel"), Level.ERROR)


def test_modules_are_looked_for_without_running_anything(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    python = str(environment / "bin" / "python")
    found = entry(tmp_path / "kernels", python, "-m", "ipykernel_launcher", "-f")
    assert (
        f"no module ipykernel_launcher. This may install it: {python} -m pip install ipykernel"
        in (sentences(found, Level.ERROR))
    )
    # Were it run or imported, this would end the test.
    (site_of(environment) / "ipykernel_launcher.py").write_text("import os; os._exit(3)")
    assert sentences(found, Level.ERROR) == ""


def put_module(site: Path) -> None:
    (site / "some.py").touch()


def put_package(site: Path) -> None:
    (site / "some").mkdir()
    (site / "some" / "__main__.py").touch()


def put_no_main(site: Path) -> None:
    (site / "some").mkdir()
    (site / "some" / "__init__.py").touch()


def put_pointer(site: Path) -> None:
    (site.parent / "developed").mkdir()
    (site.parent / "developed" / "some.py").touch()
    (site / "some.pth").write_text(f"# comment\nimport os\n{site.parent / 'developed'}\n")


def put_mapping(site: Path) -> None:
    (site / "__editable___some_0_1_finder.py").write_text("MAPPING = {'some': '/src/some'}")


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        (put_module, Module.FOUND),
        (put_package, Module.FOUND),
        (put_pointer, Module.FOUND),
        (put_mapping, Module.FOUND),
        (put_no_main, Module.NO_MAIN),
        (lambda _: None, Module.MISSING),
    ],
)
def test_modules_are_found_as_python_finds_them(
    environment: Path, put: Callable[[Path], None], expected: Module
) -> None:
    put(site_of(environment))
    interpreter = find_interpreter(environment / "bin" / "python")
    assert interpreter is not None
    assert find_module(interpreter, "some", {}) is expected
    assert find_module(interpreter, "http.server", {}) is Module.FOUND
    assert find_module(interpreter, "pytest", {}) is Module.MISSING
    (environment / "more").mkdir()
    put_module(environment / "more")
    found = find_module(interpreter, "some", {"PYTHONPATH": str(environment / "more")})
    assert found is Module.FOUND


def test_versions_are_read_from_files(environment: Path, tmp_path: Path) -> None:
    interpreter = find_interpreter(environment / "bin" / "python")
    assert interpreter is not None and interpreter.is_venv
    assert interpreter.prefix == environment
    assert interpreter.version == ".".join(str(part) for part in sys.version_info[:3])

    conda = tmp_path / "conda"
    (conda / "bin").mkdir(parents=True)
    (conda / "bin" / "python3.12").touch()
    (conda / "bin" / "python").symlink_to("python3.12")
    (conda / "lib" / "python3.12").mkdir(parents=True)
    found = find_interpreter(conda / "bin" / "python")
    assert found is not None and (found.version, found.is_venv) == ("3.12", False)
    (conda / "conda-meta").mkdir()
    (conda / "conda-meta" / "python-3.12.4-h194c7f8_0.json").touch()
    found = find_interpreter(conda / "bin" / "python")
    assert found is not None and found.version == "3.12.4"

    assert find_interpreter(Path("/bin/sh")) is None
    (tmp_path / "shims").mkdir()
    (tmp_path / "shims" / "python").touch()
    assert find_interpreter(tmp_path / "shims" / "python") is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("python -m a.b -f x", ("a.b", "")),
        ("python -s -Xfrozen_modules=off -W ignore -m a", ("a", "")),
        ("python -X dev -Im a", ("a", "")),
        ("python -ma", ("a", "")),
        ("python kernel.py -m a", ("", "kernel.py")),
        ("python -c code -m a", ("", "")),
        ("python -m", ("", "")),
        ("python", ("", "")),
    ],
)
def test_what_python_runs_is_taken_from_its_options(words: str, expected: tuple[str, str]) -> None:
    assert module_or_script(words.split()) == expected


@pytest.mark.parametrize(
    ("argv", "fields", "level", "problem"),
    [
        (("-m", "../../x"), {}, Level.ERROR, "no name of a module"),
        (("{resource_dir}/kernel.py",), {}, Level.ERROR, "kernel.py does not exist"),
        (("-c", ""), {"language": ""}, Level.WARNING, "no language"),
        (("-c", ""), {"interrupt_mode": "message"}, Level.NOTE, "by a message"),
        (
            ("-c", ""),
            {"metadata": {"kernel_provisioner": {"provisioner_name": "ssh"}}},
            Level.WARNING,
            "the provisioner ssh",
        ),
        (
            ("-c", ""),
            {"metadata": {"kernel_provisioner": []}, "interrupt_mode": "message"},
            Level.NOTE,
            "by a message",
        ),
    ],
)
def test_fields_are_looked_at(
    tmp_path: Path, argv: tuple[str, ...], fields: dict[str, Any], level: Level, problem: str
) -> None:
    found = entry(tmp_path, sys.executable, *argv, **fields)
    assert problem in sentences(found, level)


def test_a_command_without_connection_file_is_an_error(tmp_path: Path) -> None:
    install(tmp_path, "some", {"argv": [sys.executable], "language": "x"})
    (found,) = list_specs([tmp_path], ensure_native=False)
    assert "{connection_file}" in sentences(found, Level.ERROR)


def test_logos_that_are_none_are_told(tmp_path: Path) -> None:
    found = entry(tmp_path, sys.executable)
    assert found.path is not None
    (found.path / "logo-64x64.png").write_bytes(b"%!PS-Adobe")
    (found.path / "logo-svg.svg").write_bytes(b"\xff")
    os.mkfifo(found.path / "logo-32x32.png")
    said = sentences(found, Level.WARNING)
    assert "logo-64x64.png is no PNG picture." in said
    assert "logo-svg.svg is no SVG picture." in said
    assert "logo-32x32.png is not a file." in said
    (found.path / "logo-64x64.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    assert "logo-64x64" not in sentences(found, Level.WARNING)


def test_how_a_spec_stands_among_the_others_is_told(tmp_path: Path) -> None:
    install(tmp_path / "a", "some", b"{")
    install(tmp_path / "b", "some")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "link").symlink_to(tmp_path / "b" / "some")
    link, broken, shadowed = list_specs(
        [tmp_path / "a", tmp_path / "b", tmp_path / "c"], ensure_native=False
    )
    assert "not valid JSON" in sentences(broken, Level.ERROR)
    assert str(tmp_path / "a" / "some") in sentences(shadowed, Level.WARNING)
    assert str(tmp_path / "b" / "some") in sentences(link, Level.NOTE)
    provided = SpecEntry("x", None, Place.PROVIDED, link.spec, provider="a.B", is_allowed=False)
    assert "allowed_kernelspecs" in sentences(provided, Level.WARNING)
    left_out = replace(provided, left_out_by="a.B")
    assert "a.B, the class that is configured" in sentences(left_out, Level.WARNING)


def test_the_embedded_kernel_has_an_interpreter(tmp_path: Path) -> None:
    embedded = embedded_entry()
    assert embedded is not None and embedded.spec is not None
    assert sentences(embedded, Level.ERROR) == ""
    interpreter = interpreter_of(embedded.spec)
    assert interpreter is not None
    assert interpreter.prefix == Path(sys.prefix)


def test_the_worst_comes_first_and_soon(tmp_path: Path, environment: Path) -> None:
    for number in range(300):
        (site_of(environment) / f"package{number}").mkdir()
    python = str(environment / "bin" / "python")
    found = entry(tmp_path / "kernels", python, "-m", "nothing", interrupt_mode="message")
    levels = [each.level for each in check_static(found)]
    assert levels[0] is Level.ERROR and levels == sorted(levels, key=list(Level).index)
    spent: list[float] = []
    for _ in range(5):
        begun = time.process_time()
        check_static(found)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.002
