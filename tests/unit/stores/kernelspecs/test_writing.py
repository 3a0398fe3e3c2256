"""Kernelspecs edited, duplicated and installed: valid, at once, and with the old one kept."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpec

from tests.unit.stores.kernelspecs.processes import ends_before_call, full_disk, in_child
from tests.unit.stores.kernelspecs.trees import VALID, furnish, install, tree
from tui.errors import KernelspecError
from tui.model.spec_entry import Place, SpecEntry, SpecState, TrashKind
from tui.paths import kernelspec_trash_dir
from tui.stores.kernelspecs import read_kernelspec
from tui.stores.kernelspecs.listing import embedded_entry, list_specs
from tui.stores.kernelspecs.names import name_hint, valid_name
from tui.stores.kernelspecs.trash import restore, trash
from tui.stores.kernelspecs.tree import LARGEST_LOGO, MOST_BYTES, MOST_FILES, MOST_LOGOS
from tui.stores.kernelspecs.writing import duplicate, install_directory, write_spec


def entry_of(path: Path) -> SpecEntry:
    return next(entry for entry in list_specs([path.parent]) if entry.path == path)


def fields_of(path: Path) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = json.loads((path / "kernel.json").read_bytes())
    return fields


def without_trash(root: Path) -> dict[str, tuple[object, ...]]:
    """A tree of what matters of a data directory: not times of directories, not the trash."""
    return {
        name: described if isinstance(described[3], bytes) else described[:2]
        for name, described in tree(root).items()
        if not name.startswith("jtui") and name != "."
    }


@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
def test_an_edit_changes_what_it_names_and_keeps_the_rest(data: Path) -> None:
    path = install(data / "kernels", "some", {**VALID, "future": {"a": [1, "ü"]}, "codemirror": 1})
    (path / "kernel.json").chmod(0o640)
    old = tree(path)

    item = write_spec(path, {"display_name": "Neu: ü", "env": None, "interrupt_mode": "signal"})

    expected = {**VALID, "future": {"a": [1, "ü"]}, "codemirror": 1}
    expected |= {"display_name": "Neu: ü", "interrupt_mode": "signal"}
    del expected["env"]
    assert fields_of(path) == expected
    assert "Neu: ü" in (path / "kernel.json").read_text("utf-8")
    assert stat.S_IMODE((path / "kernel.json").stat().st_mode) == 0o640
    assert KernelSpec.from_resource_dir(str(path)).display_name == "Neu: ü"
    assert [file.name for file in path.iterdir()] == ["kernel.json"]

    assert item is not None and (item.kind, item.name) == (TrashKind.FILE, "some")
    assert tree(item.kept)["."] == old["kernel.json"]
    edited = (path / "kernel.json").read_bytes()
    with pytest.raises(KernelspecError, match="exists"):
        restore(item)
    restore(item, replace=True)
    assert tree(path)["kernel.json"] == old["kernel.json"]
    (replaced,) = trash()
    assert replaced.kept.read_bytes() == edited


def test_an_edit_that_changes_nothing_writes_nothing(data: Path) -> None:
    path = install(data / "kernels", "some")
    before = tree(path)
    assert write_spec(path, {"display_name": "Some", "unknown": None}) is None
    assert tree(path) == before and trash() == ()


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b" " * 1_000_001], ids=lambda c: c[:3])
def test_a_broken_file_is_repaired_and_kept(data: Path, content: bytes) -> None:
    path = install(data / "kernels", "some", content)
    item = write_spec(path, VALID)
    assert fields_of(path) == VALID
    assert item is not None and item.kept.read_bytes() == content


def test_a_file_that_is_missing_is_written_with_the_usual_mode(data: Path) -> None:
    path = data / "kernels" / "some"
    path.mkdir(parents=True)
    assert write_spec(path, VALID) is None
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((path / "kernel.json").stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"argv": "python -m x"}, "argv is not a list", id="argv as text"),
        pytest.param({"argv": None}, "argv is not a list", id="no argv"),
        pytest.param({"argv": ["a\0"]}, "NUL", id="NUL in argv"),
        pytest.param({"argv": ["\ud800"]}, "surrogate", id="half a character"),
        pytest.param({"env": {"A=B": ""}}, "no variable", id="a name no variable has"),
        pytest.param({"interrupt_mode": "x"}, "interrupt_mode", id="an unknown mode"),
        pytest.param({"metadata": {"x": float("nan")}}, "no valid", id="what JSON cannot hold"),
        pytest.param({"display_name": "x" * 1_000_000}, "larger than", id="too large"),
    ],
)
def test_what_would_not_be_valid_is_not_written(
    data: Path, fields: dict[str, Any], reason: str
) -> None:
    path = install(data / "kernels", "some")
    before = tree(path)
    with pytest.raises(KernelspecError, match=reason):
        write_spec(path, fields)
    assert tree(path) == before and trash() == ()


def test_half_a_character_in_a_name_can_be_written(data: Path) -> None:
    path = install(data / "kernels", "some")
    write_spec(path, {"display_name": "half \ud800"})
    assert read_kernelspec(path).display_name == "half \ud800"


def test_links_are_not_written_through(data: Path) -> None:
    real = install(data / "real", "some")
    before = tree(real)
    (data / "kernels" / "other").mkdir(parents=True)
    (data / "kernels" / "some").symlink_to(real)
    with pytest.raises(KernelspecError, match="is a link"):
        write_spec(data / "kernels" / "some", {"display_name": "new"})

    link = data / "kernels" / "other" / "kernel.json"
    link.symlink_to(real / "kernel.json")
    link_before = tree(link)
    item = write_spec(link.parent, {"display_name": "new"})
    assert tree(real) == before
    assert not link.is_symlink() and fields_of(link.parent) == {**VALID, "display_name": "new"}
    assert item is not None
    restore(item, replace=True)
    assert tree(link) == link_before and tree(real) == before


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_a_kernel_json_that_is_no_file_is_not_replaced(
    data: Path, make: Callable[[Path], None]
) -> None:
    path = data / "kernels" / "some"
    path.mkdir(parents=True)
    make(path / "kernel.json")
    before = tree(path)
    with pytest.raises(KernelspecError, match="is not a file"):
        write_spec(path, VALID)
    assert tree(path) == before and trash() == ()


def test_an_edit_that_ends_at_any_moment_leaves_the_old_or_the_new(data: Path) -> None:
    path = install(data / "kernels", "some")
    old = (path / "kernel.json").read_bytes()
    number = 0
    ended = False
    while not ended:
        number += 1
        (path / "kernel.json").write_bytes(old)
        ended = not ends_before_call(number, lambda: write_spec(path, {"display_name": "new"}))
        assert fields_of(path)["display_name"] in ("Some", "new")
        if fields_of(path)["display_name"] == "new":
            assert trash()[0].kept.read_bytes() == old
    assert number > 10 and fields_of(path)["display_name"] == "new"


def test_a_full_disk_changes_nothing(data: Path) -> None:
    path = install(data / "kernels", "some")
    big = install(data / "kernels", "big", {**VALID, "x": "x" * 3_000})
    (path / "logo").write_bytes(b"x" * 3_000)
    before = without_trash(data)
    attempts: list[Callable[[], object]] = [
        lambda: write_spec(path, {"display_name": "x" * 3_000}),
        lambda: write_spec(big, {"x": None}),
        lambda: duplicate(entry_of(path), "copy"),
        lambda: install_directory(path, "copy"),
        lambda: duplicate(entry_of(path), "big", replace=True),
    ]
    for attempt in attempts:
        with pytest.raises(KernelspecError, match=r"File too large\. Make room and try again\."):
            in_child(full_disk(attempt))
        assert without_trash(data) == before
        assert not any(kernelspec_trash_dir().glob("*"))


def test_a_duplicate_is_whole_and_of_the_user(data: Path, tmp_path: Path) -> None:
    path = install(tmp_path / "first" / "kernels", "some", {**VALID, "future": 1})
    furnish(path)
    before = tree(path)

    copy = duplicate(entry_of(path), "New.Name")

    assert copy == data / "kernels" / "new.name"
    assert tree(path) == before
    assert fields_of(copy) == fields_of(path)
    ours, theirs = tree(copy), before
    assert set(ours) == set(theirs)
    assert all(ours[name][3] == theirs[name][3] for name in theirs)
    assert (copy / "share" / "deep").stat().st_mode & stat.S_IWUSR
    assert [entry.name for entry in (data / "kernels").iterdir()] == ["new.name"]
    assert entry_of(copy).state is SpecState.USABLE


def test_the_embedded_kernel_and_a_provided_one_become_specs_on_disk(data: Path) -> None:
    embedded = embedded_entry()
    assert embedded is not None and embedded.spec is not None
    copy = duplicate(embedded, "mine")
    assert read_kernelspec(copy).argv == embedded.spec.argv
    assert (copy / "logo-64x64.png").is_file()
    provided = SpecEntry("x", None, Place.PROVIDED, embedded.spec, provider="a.B")
    again = duplicate(provided, "again")
    assert read_kernelspec(again).metadata == embedded.spec.metadata
    assert entry_of(again).is_on_disk


def test_of_a_provided_kernel_without_a_directory_of_its_own_the_pictures_are_copied(
    data: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "resources"
    (directory / "sub").mkdir(parents=True)
    for name in ("kernel.js", "logo.png", "logo-64x64.jpg", "secret", "sub/logo-32x32.png"):
        (directory / name).write_text("no")
    (directory / "logo-link.png").symlink_to("secret")
    (directory / "logo-pipe.png").mkdir()
    (directory / "logo-large.svg").write_bytes(bytes(LARGEST_LOGO + 1))
    for name in ("logo-64x64.png", "logo-svg.svg"):
        (directory / name).write_text(name)
    spec = read_kernelspec(install(tmp_path / "elsewhere", "x"))
    provided = SpecEntry("x", directory, Place.PROVIDED, spec, provider="a.B")

    copy = duplicate(provided, "copy")
    assert set(tree(copy)) == {".", "kernel.json", "logo-64x64.png", "logo-svg.svg"}
    assert (copy / "logo-svg.svg").read_text() == "logo-svg.svg"
    assert read_kernelspec(copy).argv == spec.argv

    for number in range(MOST_LOGOS):
        (directory / f"logo-{number}.png").touch()
    copy = duplicate(provided, "many")
    assert len(tree(copy)) == 2 + MOST_LOGOS
    gone = replace(provided, path=tmp_path / "nowhere")
    assert set(tree(duplicate(gone, "gone"))) == {".", "kernel.json"}


def test_of_a_provided_kernel_with_a_directory_of_its_own_all_is_copied(
    data: Path, tmp_path: Path
) -> None:
    directory = install(tmp_path / "elsewhere", "x")
    (directory / "kernel.py").touch()
    spec = replace(read_kernelspec(directory), display_name="as the class has it")
    provided = SpecEntry("x", directory, Place.PROVIDED, spec, provider="a.B")
    copy = duplicate(provided, "copy")
    assert set(tree(copy)) == {".", "kernel.json", "kernel.py"}
    assert read_kernelspec(copy).display_name == "as the class has it"


@pytest.mark.parametrize("what", ["directory", "file", "target"])
def test_what_is_gone_is_not_duplicated_and_nothing_is_made(
    data: Path, tmp_path: Path, what: str
) -> None:
    path = install(tmp_path / "first" / "kernels", "some")
    gone = {"directory": path, "file": path / "kernel.json", "target": path}[what]
    if what == "target":
        path = path.with_name("link")
        path.symlink_to("some")
    entry = entry_of(path)
    (gone if gone.is_file() else gone / "kernel.json").unlink()
    if gone.is_dir():
        gone.rmdir()
    says = path / "kernel.json" if what == "file" else path
    with pytest.raises(KernelspecError, match=f"^{says} is not there any more: "):
        duplicate(entry, "copy")
    assert not data.exists()


def test_of_links_a_duplicate_has_the_content(data: Path) -> None:
    real = install(data / "real", "some")
    (data / "kernels" / "linked").mkdir(parents=True)
    (data / "kernels" / "linked" / "kernel.json").symlink_to("../../real/some/kernel.json")
    (data / "kernels" / "some").symlink_to(real)
    for name in ("some", "linked"):
        copy = duplicate(entry_of(data / "kernels" / name), f"{name}-copy")
        assert not copy.is_symlink() and not (copy / "kernel.json").is_symlink()
        assert fields_of(copy) == VALID


def test_a_broken_spec_is_not_duplicated(data: Path) -> None:
    path = install(data / "kernels", "some", b"{")
    with pytest.raises(KernelspecError, match="broken"):
        duplicate(entry_of(path), "copy")
    assert [entry.name for entry in (data / "kernels").iterdir()] == ["some"]


@pytest.mark.parametrize("present", ["some", "SOME"])
def test_an_existing_name_is_only_replaced_when_asked(data: Path, present: str) -> None:
    there = install(data / "kernels", present, {**VALID, "display_name": "old"})
    old = tree(there)
    source = install(data / "source", "x")
    with pytest.raises(KernelspecError, match="exists"):
        install_directory(source, "some")
    assert tree(there) == old and trash() == ()

    path = install_directory(source, "some", replace=True)
    assert fields_of(path) == VALID
    assert [entry.name for entry in (data / "kernels").iterdir()] == ["some"]
    (item,) = trash()
    assert tree(item.kept) == old
    restore(item, replace=present == "some")
    assert tree(there) == old


def test_an_installed_directory_keeps_its_name_and_may_be_read_only(data: Path) -> None:
    source = install(data / "source", "My.Kernel")
    (source / "kernel.json").chmod(0o444)
    source.chmod(0o555)
    path = install_directory(source)
    assert path == data / "kernels" / "my.kernel"
    assert (path / "kernel.json").stat().st_mode & stat.S_IWUSR
    write_spec(path, {"display_name": "new"})
    other = data / "other"
    assert install_directory(source, "x", other) == other / "x"


@pytest.mark.parametrize(
    ("target", "good"),
    [
        ("logo.png", True),
        ("below/../logo.png", True),
        ("nothing-yet", True),
        ("/etc/passwd", False),
        ("../other/secret", False),
        ("../source/logo.png", False),
        ("way-out/secret", False),
    ],
)
def test_links_in_what_is_installed_stay_in_it(data: Path, target: str, good: bool) -> None:
    source = install(data, "source")
    (source / "logo.png").write_bytes(b"x")
    (source / "below").mkdir()
    (data / "other").mkdir()
    (data / "other" / "secret").write_text("secret")
    if target.startswith("way-out"):
        (source / "way-out").symlink_to("../other")
    (source / "link").symlink_to(target)
    if good:
        path = install_directory(source, "some")
        assert os.readlink(path / "link") == target  # noqa: PTH115
    else:
        with pytest.raises(KernelspecError, match="leads out"):
            install_directory(source, "some")
        assert not (data / "kernels").exists()


def test_what_holds_no_kernelspec_is_not_installed(data: Path) -> None:
    (data / "empty").mkdir(parents=True)
    broken = install(data, "broken", {"argv": []})
    pipe = install(data, "pipe")
    os.mkfifo(pipe / "pipe")
    many = install(data, "many")
    for number in range(MOST_FILES):
        (many / str(number)).touch()
    large = install(data, "large")
    with (large / "hole").open("wb") as file:
        # It takes no room, and a copy of it would.
        file.truncate(MOST_BYTES)
    for source, reason in (
        (data / "nowhere", "not a directory"),
        (data / "empty", "holds no kernelspec"),
        (broken, "argv"),
        (pipe, "neither a file"),
        (many, "more than"),
        (large, "MB, which no kernelspec"),
    ):
        with pytest.raises(KernelspecError, match=reason):
            install_directory(source, "some")
    assert not (data / "kernels").exists()


BAD_NAMES = [
    "",
    ".",
    "..",
    "../x",
    "a/b",
    "/etc",
    "a b",
    "ü",
    "a\0",
    "a\n",
    "a" * 65,
    "...",
    "-rf",
    "a\x1b[31m",
]


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_bad_names_never_reach_the_disk(data: Path, name: str) -> None:
    source = install(data, "source")
    before = tree(data)
    assert valid_name(name).endswith(".")
    if name:
        with pytest.raises(KernelspecError):
            install_directory(source, name)
    with pytest.raises(KernelspecError):
        duplicate(entry_of(source), name)
    assert tree(data) == before


def test_good_names_are_lowered_with_a_hint() -> None:
    assert [valid_name(name) for name in ("python3", "A.b_c-1", "x" * 64)] == [""] * 3
    assert name_hint("python3") == ""
    assert "python3" in name_hint("Python3")
