"""The list of kernelspecs: as Jupyter has it, and what Jupyter hides with the reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.stores.kernelspecs.trees import VALID, install
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Place, SpecEntry, SpecState
from tui.stores.kernelspecs import find_kernelspecs, listing, read_kernelspec
from tui.stores.kernelspecs.listing import list_specs


def by_jupyter() -> dict[str, str]:
    """The names and directories `jupyter kernelspec list` finds on this machine."""
    done = subprocess.run(
        [sys.executable, "-m", "jupyter_client.kernelspecapp", "list", "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    specs = json.loads(done.stdout)["kernelspecs"]
    return {name: spec["resource_dir"] for name, spec in specs.items()}


def counting(entries: tuple[SpecEntry, ...]) -> dict[str, str]:
    return {entry.name: str(entry.path) for entry in entries if entry.state is SpecState.USABLE}


@pytest.mark.parametrize("prefer_environment", ["0", "1"])
def test_the_list_agrees_with_jupyter(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefer_environment: str
) -> None:
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", prefer_environment)
    first, second = tmp_path / "first" / "kernels", tmp_path / "second" / "kernels"
    install(first, "both")
    install(second, "both")
    install(data / "kernels", "both")
    install(second, "Upper.Case-1")
    install(second, "hidden-by-a-broken-one")
    install(first, "hidden-by-a-broken-one", b"{")
    install(second, "not-hidden-by-a-pipe")
    os.mkfifo((first / "not-hidden-by-a-pipe").resolve())
    (first / "pipe").mkdir()
    os.mkfifo(first / "pipe" / "kernel.json")
    install(second, "pipe")
    install(tmp_path / "ipython" / "kernels", "old")
    # Kernels of the environment the tests run in have these names.
    for name in ("python3", "bash"):
        install(data / "kernels", name)
    (data / "kernels" / "no-spec").mkdir()
    (data / "kernels" / "file").write_text("")
    (data / "kernels" / "link").symlink_to(second / "both")
    (data / "kernels" / "nowhere").symlink_to(tmp_path / "nowhere")

    theirs = by_jupyter()
    ours = list_specs()

    assert {"both", "upper.case-1", "old", "link", "pipe"} <= set(theirs)
    assert counting(ours) == theirs
    assert set(find_kernelspecs().specs) == set(theirs)


def test_the_embedded_kernel_is_listed_where_jupyter_has_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry,) = list_specs([tmp_path])
    assert (entry.name, entry.place) == ("python3", Place.EMBEDDED)
    assert entry.spec is not None and entry.spec.resource_dir is None
    assert entry.path is not None and (entry.path / "logo-64x64.png").is_file()
    assert not entry.is_on_disk
    assert list_specs([tmp_path], ensure_native=False) == ()


def test_places_are_told_by_their_directories(data: Path, tmp_path: Path) -> None:
    install(data / "kernels", "mine")
    install(tmp_path / "ipython" / "kernels", "older")
    install(tmp_path / "first" / "kernels", "listed")
    places = {entry.name: entry.place for entry in list_specs()}
    assert places["mine"] is places["older"] is Place.USER
    assert places["listed"] is Place.JUPYTER_PATH


def test_shadowed_specs_name_what_counts_and_follow_it(tmp_path: Path) -> None:
    paths = [install(tmp_path / name, "some") for name in ("z", "y", "x")]
    found = list_specs([path.parent for path in paths], ensure_native=False)
    assert [entry.path for entry in found] == paths
    assert [entry.shadowed_by for entry in found] == [None, paths[0], paths[0]]
    assert [entry.state for entry in found[1:]] == [SpecState.SHADOWED] * 2


def test_of_two_spellings_in_one_directory_one_counts(tmp_path: Path) -> None:
    lower, upper = install(tmp_path, "some"), install(tmp_path, "Some")
    found = list_specs([tmp_path], ensure_native=False)
    assert {entry.path for entry in found} == {lower, upper}
    assert [entry.name for entry in found] == ["some", "some"]
    assert found[1].shadowed_by == found[0].path


def test_a_directory_that_is_named_twice_does_not_shadow_itself(tmp_path: Path) -> None:
    install(tmp_path / "kernels", "some")
    (tmp_path / "same").symlink_to(tmp_path / "kernels")
    found = list_specs(
        [tmp_path / "kernels", tmp_path / "kernels", tmp_path / "same"], ensure_native=False
    )
    assert len(found) == 1


def test_links_are_told(tmp_path: Path) -> None:
    real = install(tmp_path / "elsewhere", "some")
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "some").symlink_to(real)
    (entry,) = list_specs([tmp_path / "kernels"], ensure_native=False)
    assert entry.is_link and entry.state is SpecState.USABLE
    assert entry.path == tmp_path / "kernels" / "some"


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a directory": (lambda file: file.mkdir(), "not a file"),
    "a pipe": (lambda file: os.mkfifo(file), "not a file"),
    "a device": (lambda file: file.symlink_to("/dev/zero"), "not a file"),
    "a link to nothing": (lambda file: file.symlink_to("nothing"), "cannot be read"),
    "a link to itself": (lambda file: file.symlink_to(file.name), "cannot be read"),
    "over a megabyte": (lambda file: file.write_bytes(b" " * 1_000_001), "larger than"),
    "empty": (lambda file: file.write_bytes(b""), "not valid JSON"),
    "no argv": (lambda file: file.write_text("{}"), "argv is not a list"),
    "argv as text": (
        lambda file: file.write_text(json.dumps({**VALID, "argv": "python -m x"})),
        "argv is not a list",
    ),
}


@pytest.mark.parametrize(("make", "problem"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_kernel_json_is_listed_with_the_reason(
    tmp_path: Path, make: Callable[[Path], object], problem: str
) -> None:
    (tmp_path / "some").mkdir()
    make(tmp_path / "some" / "kernel.json")
    install(tmp_path, "other")
    found = {entry.name: entry for entry in list_specs([tmp_path], ensure_native=False)}
    assert set(found) == {"some", "other"}
    assert found["some"].state is SpecState.BROKEN
    assert problem in found["some"].problem
    assert found["other"].state is SpecState.USABLE


def test_a_name_jupyter_does_not_allow_is_listed_as_broken(tmp_path: Path) -> None:
    install(tmp_path, "a\x1b[31m")
    (tmp_path / os.fsdecode(b"not-utf8-\xff")).mkdir()
    (tmp_path / os.fsdecode(b"not-utf8-\xff") / "kernel.json").write_text("{}")
    found = list_specs([tmp_path], ensure_native=False)
    assert ["name" in entry.problem for entry in found] == [True, True]


def test_a_megabyte_of_display_name_is_listed(tmp_path: Path) -> None:
    install(tmp_path, "some", {**VALID, "display_name": "\x1b" * 100_000})
    (entry,) = list_specs([tmp_path], ensure_native=False)
    assert entry.spec is not None and len(entry.spec.display_name) == 100_000


def test_directories_that_are_gone_or_no_directories_are_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    install(tmp_path / "kernels", "some")
    found = list_specs(
        [tmp_path / "gone", tmp_path / "file", tmp_path / "kernels"], ensure_native=False
    )
    assert [entry.name for entry in found] == ["some"]


def test_specs_that_vanish_while_they_are_listed_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [install(tmp_path, name) for name in ("a", "b", "c")]

    def read_then_remove(path: Path) -> KernelSpec:
        spec = read_kernelspec(path)
        shutil.rmtree(paths[1], ignore_errors=True)
        return spec

    monkeypatch.setattr(listing, "read_kernelspec", read_then_remove)
    assert [entry.name for entry in list_specs([tmp_path], ensure_native=False)] == ["a", "c"]


def test_5000_specs_are_listed_in_time(tmp_path: Path) -> None:
    for number in range(5_000):
        install(tmp_path, f"kernel-{number}")
    spent: list[float] = []
    for _ in range(3):
        begun = time.process_time()
        assert len(list_specs([tmp_path])) == 5_001
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.35
