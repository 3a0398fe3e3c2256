"""`jtui kernelspec remove` and `restore`: trees are compared byte by byte."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.kernelspec_cli.commands import Jtui, Terminal, configure, status_of
from tests.unit.stores.kernelspecs.trees import furnish, install, tree

# Another jtui with kernels of the kernelspec `some`, until its input ends.
OTHER = """
import sys
from tui.kernels.launch import LaunchSettings, launch
from tui.model.kernelspec import KernelSpec
argv = (sys.executable, "-c", "import time; time.sleep(1000)")
spec = KernelSpec("some", argv, "Some", "none")
kernels = [launch(spec, LaunchSettings()) for _ in range(int(sys.argv[1]))]
print("started", flush=True)
sys.stdin.read()
for kernel in kernels:
    kernel.kill_tree()
    kernel.wait(10.0)
    kernel.cleanup()
"""


@contextmanager
def running(count: int, python: str, environment: Mapping[str, str]) -> Iterator[None]:
    """As many kernels of `some` run in another jtui."""
    with subprocess.Popen(
        [python, "-c", OTHER, str(count)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "started\n"
        yield


def test_what_was_removed_comes_back_as_it_was(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "Full")
    furnish(path)
    other = install(kernels, "other")
    before, others = tree(path), tree(other)
    done = jtui("remove", "full", "-y")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        str(path),
        f"{path} is in the trash. This brings it back: jtui kernelspec restore full",
    ]
    assert not path.exists()
    assert json.loads(jtui("list", "--json").stdout)["kernelspecs"].keys() == {"other", "python3"}
    listed = jtui("restore", "--list").stdout
    assert listed.endswith(f"  full  removed  {path}\n")
    done = jtui("restore", listed.split()[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert (tree(path), tree(other)) == (before, others)
    assert jtui("restore", "--list").returncode == 1


def test_the_trash_is_listed_by_names(jtui: Jtui, kernels: Path) -> None:
    done = jtui("restore", "--list", "zzz")
    assert (done.returncode, done.stdout) == (1, "There is nothing in the trash.\n")
    path = install(kernels, "some")
    jtui("remove", "-y", "some")
    done = jtui("restore", "--list", "zzz")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "jtui: There is nothing called zzz in the trash.\n"
    done = jtui("restore", "--list", "SOME", "zzz")
    assert (done.returncode, done.stdout.split()[-1]) == (1, str(path))
    assert done.stderr == "jtui: There is nothing called zzz in the trash.\n"
    assert jtui("restore", "--list", "SOME").returncode == 0


def test_without_a_yes_nothing_is_removed(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "some")
    before = tree(path)
    done = jtui("remove", "some")
    assert (done.returncode, done.stdout) == (2, f"{path}\n")
    assert done.stderr == "jtui: There is no terminal to ask at; -y goes ahead without asking.\n"
    assert tree(path) == before


@pytest.mark.parametrize(
    ("answer", "said", "status"),
    [
        ("y\r", "This brings it back: jtui kernelspec restore one", 0),
        ("n\r", "Nothing was removed.", 1),
        ("\r", "Nothing was removed.", 1),
        ("\x04", "Nothing was removed.", 1),
        ("\x03", "", 130),
    ],
    ids=["yes", "no", "nothing", "end of file", "ctrl+c"],
)
def test_a_terminal_is_asked(
    terminal: Terminal, kernels: Path, answer: str, said: str, status: int
) -> None:
    paths = [install(kernels, name) for name in ("one", "two")]
    child = terminal("remove", "one", "TWO", "one")
    for path in paths:
        child.expect_exact(str(path))
    child.expect_exact("Move these 2 kernelspecs to the trash? [y/N] ")
    child.send(answer)
    child.expect_exact(said)
    assert status_of(child) == status
    assert [path.exists() for path in paths] == [status != 0] * 2


@pytest.mark.parametrize(("count", "users"), [(1, "1 kernel"), (2, "2 kernels")])
def test_one_in_use_says_so_first(
    jtui: Jtui,
    kernels: Path,
    tmp_path: Path,
    python: str,
    environment: dict[str, str],
    count: int,
    users: str,
) -> None:
    hidden, other = install(kernels, "some"), install(kernels, "other")
    path = install(tmp_path / "first" / "kernels", "Some")
    with running(count, python, environment):
        done = jtui("remove", "some", str(hidden), "other")
        assert done.returncode == 2
        assert done.stdout.splitlines() == [
            str(path),
            f"    some is in use by {users}.",
            str(hidden),
            str(other),
        ]
    assert jtui("remove", "some").stdout == f"{path}\n"


def test_when_one_cannot_be_removed_none_is(jtui: Jtui, kernels: Path) -> None:
    path = install(kernels, "some")
    for other in ("python3", "nope"):
        done = jtui("remove", "-y", "some", other)
        assert (done.returncode, done.stdout) == (1, "")
        assert path.exists()


def test_of_a_link_only_the_link_goes(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    target = install(tmp_path, "target")
    before = tree(target)
    kernels.mkdir(parents=True)
    (kernels / "link").symlink_to(target)
    done = jtui("remove", "-y", "link")
    assert f"only that goes, {target} stays." in done.stdout
    assert not (kernels / "link").is_symlink()
    assert tree(target) == before
    assert jtui("restore", "link").returncode == 0
    assert (kernels / "link").readlink() == target


def test_what_is_hidden_is_removed_by_its_directory(
    jtui: Jtui, kernels: Path, tmp_path: Path
) -> None:
    first = install(tmp_path / "first" / "kernels", "same")
    hidden = install(kernels, "same")
    assert jtui("remove", "-y", str(hidden)).returncode == 0
    assert first.exists() and not hidden.exists()
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["other"]})
    assert jtui("remove", "-y", "same").returncode == 0
    assert not first.exists()


def test_nothing_is_restored_over_what_is_there_unless_said(
    jtui: Jtui, terminal: Terminal, kernels: Path
) -> None:
    path = install(kernels, "some", {"argv": ["old"]})
    old = tree(path)
    jtui("remove", "-y", "some")
    install(kernels, "some", {"argv": ["new"]})
    new = tree(path)
    done = jtui("restore", "some")
    assert (done.returncode, tree(path)) == (2, new)
    assert "exists, and there is no terminal to ask at: see --replace." in done.stderr
    done = jtui("restore", "some", "-y")
    assert (done.returncode, tree(path)) == (1, new)
    child = terminal("restore", "some")
    child.expect_exact("Move it to the trash first? [y/N] ")
    child.send("n\r")
    child.expect_exact("Nothing was restored.")
    assert (status_of(child), tree(path)) == (1, new)
    done = jtui("restore", "some", "--replace")
    assert (done.returncode, tree(path)) == (0, old)
    # What was replaced is now the last that came into the trash.
    assert jtui("restore", "some", "--replace").returncode == 0
    assert tree(path) == new
