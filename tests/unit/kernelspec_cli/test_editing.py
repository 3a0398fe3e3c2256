"""`jtui kernelspec edit` with editors that are scripts, and `default`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.unit.kernelspec_cli.commands import Jtui, Terminal, configure, status_of
from tests.unit.stores.kernelspecs.trees import VALID, install, tree


def editor(code: str) -> str:
    """A command that edits `path` in Python, in which `text` is what it has."""
    whole = (
        "import os, pathlib, signal, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        f"text = path.read_text()\n{code}"
    )
    return shlex.join([sys.executable, "-c", whole])


RENAME = editor("path.write_text(text.replace('Some', 'Other'))")
BREAK = editor("path.write_text(text + '}')")


def test_an_edit_is_written_and_can_be_taken_back(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "some")
    before = tree(path)["kernel.json"][3]
    done = jtui("edit", "some", VISUAL=RENAME, EDITOR=BREAK)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{path / 'kernel.json'} is written.\n"
    assert json.loads((path / "kernel.json").read_text()) == {**VALID, "display_name": "Other"}
    assert jtui("restore", "some", "--replace").returncode == 0
    assert tree(path)["kernel.json"][3] == before


def test_a_field_can_go_and_a_broken_file_be_mended(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "some", b"{")
    code = 'path.write_text(\'{"argv": ["x"], "env": {"A": "b"}}\')'
    assert jtui("edit", "some", EDITOR=editor(code)).returncode == 0
    assert json.loads((path / "kernel.json").read_text()) == {"argv": ["x"], "env": {"A": "b"}}
    code = 'path.write_text(\'{"argv": ["y"]}\')'
    assert jtui("edit", "some", EDITOR=editor(code)).returncode == 0
    assert json.loads((path / "kernel.json").read_text()) == {"argv": ["y"]}


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (editor(""), 0, "Nothing was changed."),
        (BREAK, 1, "This is not valid JSON: "),
        (editor("path.write_text('[]')"), 1, "This is not a JSON object."),
        (editor("path.write_text('{}')"), 1, "This would be no valid kernelspec: argv is not"),
        (editor("path.write_text('[' * 100_000)"), 1, "This is not valid JSON: "),
        (editor("path.write_text(' ' * 2_000_000)"), 1, "is larger than 1,000,000 bytes."),
        (editor("path.unlink()"), 1, "The editor has left no file: No such file"),
        (editor("path.unlink(); os.mkfifo(path)"), 1, "This is not valid JSON: "),
        (editor("sys.exit(4)"), 1, "The editor ended with exit code 4. Nothing was written."),
        ("/nope/editor", 1, "The editor /nope/editor cannot be run: No such file"),
        ("", 2, "There is no terminal for an editor"),
    ],
)
def test_what_is_no_good_edit_changes_nothing(
    jtui: Jtui, kernels: Path, command: str, status: int, said: str
) -> None:
    path = install(kernels, "some")
    before = tree(path)
    done = jtui("edit", "some", EDITOR=command)
    assert done.returncode == status
    assert said in done.stdout + done.stderr
    assert tree(path) == before
    assert "Traceback" not in done.stderr


def test_what_was_typed_is_kept(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    path = install(kernels, "some")
    done = jtui("edit", "some", EDITOR=BREAK)
    (kept,) = (tmp_path / "home").glob("jtui-*")
    assert done.stderr.endswith(f" What was typed is in {kept}.\n")
    assert kept.read_text() == (path / "kernel.json").read_text() + "}"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_change_by_something_else_is_not_overwritten(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "some")
    code = f"path.write_text(text.replace('Some', 'Other')); open({str(path / 'kernel.json')!r},"
    done = jtui("edit", "some", EDITOR=editor(f"{code} 'w').write('{{}}')"))
    assert done.returncode == 1
    assert "was changed by something else meanwhile." in done.stderr
    assert (path / "kernel.json").read_text() == "{}"


# The first time the text is broken, the second time it is mended and renamed.
TWICE = editor(
    "good = text.removesuffix('}}').replace('Some', 'Other')\n"
    "path.write_text(good + '}' if text.endswith('}}}') else text + '}')"
)


@pytest.mark.parametrize(("answer", "status"), [("\r", 0), ("n\r", 1), ("\x03", 130)])
def test_a_broken_edit_can_be_gone_on_with(
    terminal: Terminal, kernels: Path, answer: str, status: int
) -> None:
    path = install(kernels, "some", {"argv": ["x"], "display_name": "Some", "env": {}})
    before = tree(path)
    child = terminal("edit", "some", EDITOR=TWICE)
    child.expect_exact("This is not valid JSON: Extra data: line 1")
    child.expect_exact("Go on editing? [Y/n] ")
    child.send(answer)
    assert status_of(child) == status
    if status == 0:
        assert json.loads((path / "kernel.json").read_text())["display_name"] == "Other"
    else:
        assert tree(path) == before


def test_ctrl_c_is_the_editors(terminal: Terminal, kernels: Path, tmp_path: Path) -> None:
    path = install(kernels, "some")
    before = tree(path)
    waiting = "print('editing', flush=True); signal.pause()"
    for code, status in [
        # One that takes it as a key goes on.
        (f"signal.signal(signal.SIGINT, lambda *_: None); {waiting}; print('done')", 0),
        (f"signal.signal(signal.SIGINT, signal.SIG_DFL); {waiting}", 130),
    ]:
        child = terminal("edit", "some", EDITOR=editor(code))
        child.expect_exact("editing")
        child.send("\x03")
        assert status_of(child) == status
        assert tree(path) == before
    assert list((tmp_path / "home").glob("jtui-*")) == []


# The default kernel.


def test_the_default_kernel_is_set_and_all_else_stays(
    jtui: Jtui, kernels: Path, tmp_path: Path
) -> None:
    install(kernels, "some")
    assert jtui("default").stdout == "python3\n"
    (tmp_path / "config").mkdir()
    file = tmp_path / "config" / "jupyter_tui_config.json"
    there: dict[str, dict[str, object]]
    there = {"JtuiApp": {"theme": "terminal"}, "Prompt": {"auto_close": False}}
    (tmp_path / "dotfile").write_text(json.dumps(there))
    file.symlink_to(tmp_path / "dotfile")
    done = jtui("default", "SOME")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"some opens when no kernel is named: {file}\n"
    assert file.is_symlink()
    there["JtuiApp"]["default_kernel"] = "some"
    assert json.loads(file.read_text()) == there
    assert jtui("default").stdout == "some\n"


def test_a_default_kernel_that_cannot_be_set(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    install(kernels, "some")
    install(kernels, "broken", b"{")
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["broken", "some"]})
    for name, said in [("broken", " is broken: "), ("python3", " does not allow the kernel")]:
        done = jtui("default", name)
        assert done.returncode == 1 and said in done.stderr
    file = tmp_path / "config" / "jupyter_tui_config.json"
    for text in ("{", "[]", '{"JtuiApp": 3}'):
        file.write_text(text)
        done = jtui("default", "some")
        assert (done.returncode, file.read_text()) == (1, text)
        assert "Nothing was written." in done.stderr
    file.unlink()
    configured = "c.JtuiApp.default_kernel = 'other'"
    first = tmp_path / "first-config"
    first.mkdir()
    (first / "jupyter_tui_config.py").write_text(configured)
    done = jtui("default", "some", JUPYTER_CONFIG_PATH=str(first))
    assert done.returncode == 1
    assert "a more important configuration file says other." in done.stderr
