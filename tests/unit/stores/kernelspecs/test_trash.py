"""The trash of kernelspecs: moved and put back byte by byte, and never lost on the way."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.stores.kernelspecs.processes import NOBODY, ends_before_call, full_disk, in_child
from tests.unit.stores.kernelspecs.trees import furnish, install, tree
from tui.errors import KernelspecError
from tui.model.spec_entry import Place, SpecEntry, TrashKind
from tui.paths import kernelspec_trash_dir
from tui.stores.kernelspecs.listing import embedded_entry, list_specs
from tui.stores.kernelspecs.trash import latest, remove, restore, trash
from tui.stores.kernelspecs.tree import discard

ONE_WITHOUT_RIGHTS = NOBODY if os.geteuid() == 0 else None

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several users")


def entry_of(path: Path, place: Place = Place.USER) -> SpecEntry:
    (entry,) = (
        entry for entry in list_specs([path.parent], ensure_native=False) if entry.path == path
    )
    return SpecEntry(entry.name, entry.path, place, entry.spec, entry.problem)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A directory on another file system than `tmp_path`."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system")
    path = Path(tempfile.mkdtemp(dir=memory))
    yield path
    discard(path)


@pytest.fixture
def public() -> Iterator[Path]:
    """A directory of nobody's that nobody can reach."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    discard(path)


def give_to_nobody(path: Path) -> None:
    """Make all of it belong to who is `ONE_WITHOUT_RIGHTS`, unless it does already."""
    if os.geteuid() != 0:
        return
    for directory, names, files in os.walk(path):
        for each in (".", *names, *files):
            os.chown(Path(directory, each), NOBODY, NOBODY, follow_symlinks=False)


def test_a_removed_spec_is_gone_and_comes_back_as_it_was(data: Path) -> None:
    path = install(data / "kernels", "some")
    furnish(path)
    other = install(data / "kernels", "other")
    before, before_other = tree(path), tree(other)

    item = remove(entry_of(path), "removed")

    assert not path.exists() and tree(other) == before_other
    assert tree(item.kept) == before
    assert (item.kind, item.name, item.path) == (TrashKind.DIRECTORY, "some", path)
    assert trash() == (item,)
    assert stat.S_IMODE(kernelspec_trash_dir().stat().st_mode) == 0o700

    assert restore(item) == path
    assert tree(path) == before
    assert trash() == () and list(kernelspec_trash_dir().iterdir()) == []


def test_the_same_across_file_systems(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    path = install(data / "kernels", "some")
    furnish(path)
    before = tree(path)

    item = remove(entry_of(path))

    assert not path.exists() and tree(item.kept) == before
    restore(item)
    assert tree(path) == before
    assert [entry.name for entry in path.parent.iterdir()] == ["some"]
    assert list(kernelspec_trash_dir().iterdir()) == []


@pytest.mark.parametrize("across", [False, True], ids=["one file system", "two file systems"])
def test_of_a_link_only_the_link_is_moved(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, across: bool
) -> None:
    if across:
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    real = install(data / "real", "some")
    furnish(real)
    (data / "kernels").mkdir()
    link = data / "kernels" / "some"
    link.symlink_to("../real/some")
    os.utime(link, ns=(10**18, 10**18 + 5), follow_symlinks=False)
    before, behind = tree(link), tree(real)

    item = remove(entry_of(link))

    assert item.kind is TrashKind.LINK
    assert not os.path.lexists(link) and tree(real) == behind
    restore(item)
    assert tree(link) == before and tree(real) == behind
    assert trash() == ()


def test_what_is_no_file_is_moved_too_but_not_copied(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = install(data / "kernels", "some")
    os.mkfifo(path / "pipe")
    before = tree(path)
    restore(remove(entry_of(path)))
    assert tree(path) == before

    monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    with pytest.raises(KernelspecError, match="neither a file"):
        remove(entry_of(path))
    assert tree(path) == before and list(kernelspec_trash_dir().iterdir()) == []


def test_a_full_disk_on_the_way_to_another_file_system_changes_nothing(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    path = install(data / "kernels", "some")
    (path / "logo").write_bytes(b"x" * 3_000)
    before = tree(path)
    with pytest.raises(KernelspecError, match="File too large"):
        in_child(full_disk(lambda: remove(entry_of(path))))
    assert tree(path) == before and list(kernelspec_trash_dir().iterdir()) == []

    item = remove(entry_of(path))
    present = tree(install(data / "kernels", "some", {"argv": ["new"]}))
    with pytest.raises(KernelspecError, match="File too large"):
        in_child(full_disk(lambda: restore(item, replace=True)))
    assert tree(path) == present and [each.name for each in path.parent.iterdir()] == ["some"]
    assert trash() == (item,) and tree(item.kept) == before


def test_what_changes_while_it_is_copied_is_not_deleted(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    path = install(data / "kernels", "some")
    (path / "notes").write_text("old")
    copystat = shutil.copystat

    def write_on(source: Path, target: Path, *, follow_symlinks: bool) -> None:
        copystat(source, target, follow_symlinks=follow_symlinks)
        if source == path / "notes":
            source.write_text("a newer text")
            (path / "newer").write_text("new")

    monkeypatch.setattr(shutil, "copystat", write_on)
    with pytest.raises(KernelspecError, match="could not be deleted"):
        remove(entry_of(path))
    assert sorted(file.name for file in path.iterdir()) == ["newer", "notes"]
    assert (path / "notes").read_text() == "a newer text"
    (item,) = trash()
    assert (item.kept / "notes").read_text() == "old"


@pytest.mark.parametrize("across", [False, True], ids=["one file system", "two file systems"])
def test_an_end_at_any_moment_loses_nothing(
    data: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, across: bool
) -> None:
    if across:
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere))
    model = install(data / "model", "some")
    (model / "logo").write_bytes(b"x" * 1000)
    (model / "below").mkdir()
    (model / "below" / "file").write_text("text")
    whole = tree(model)
    path = data / "kernels" / "some"
    entry = SpecEntry("some", path, Place.USER)
    ended = restored = False
    number = 0
    while not (ended and restored):
        number += 1
        discard(path.parent)
        discard(kernelspec_trash_dir())
        shutil.copytree(model, path)
        ended = not ends_before_call(number, lambda: remove(entry))
        in_trash = [tree(item.kept) for item in trash()]
        assert in_trash == [whole] or (in_trash == [] and tree(path) == whole)
        if not in_trash:
            remove(entry)
        if path.exists():
            assert not (path / "kernel.json").exists() or tree(path) == whole
            discard(path)
        (item,) = trash()
        restored = not ends_before_call(number, lambda item=item: restore(item))  # type: ignore[misc]
        kept = [tree(each.kept) for each in trash()]
        assert whole in kept or tree(path) == whole
        specs = list_specs([path.parent], ensure_native=False)
        assert [spec.path for spec in specs] in ([], [path])
    assert number > 10


def test_two_that_remove_the_same_one_do_it_once(data: Path) -> None:
    for _ in range(20):
        path = install(data / "kernels", "some")
        entry = entry_of(path)
        start = threading.Barrier(2)
        said: list[str] = []

        def run(entry: SpecEntry = entry, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                remove(entry)
            except KernelspecError as error:
                said.append(str(error))  # noqa: B023 (the thread ends before the next turn)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(said) == 1 and "not there any more" in said[0]
    assert len(trash()) == 20 == len(list(kernelspec_trash_dir().iterdir()))


def test_what_is_there_now_is_only_replaced_when_asked(data: Path) -> None:
    path = install(data / "kernels", "some")
    old = tree(path)
    item = remove(entry_of(path))
    new = tree(install(data / "kernels", "some", {"argv": ["new"], "language": "new"}))

    with pytest.raises(KernelspecError, match="exists"):
        restore(item)
    assert tree(path) == new

    restore(item, replace=True)
    assert tree(path) == old
    (replaced,) = trash()
    assert tree(replaced.kept) == new and replaced.reason == "replaced"


def test_an_item_is_restored_once(data: Path) -> None:
    path = install(data / "kernels", "some")
    item = remove(entry_of(path))
    restore(item)
    shutil.rmtree(path)
    with pytest.raises(KernelspecError, match="not in the trash any more"):
        restore(item)
    assert not path.exists()


def test_a_failed_restore_leaves_what_was_there(data: Path) -> None:
    path = install(data / "kernels", "some")
    item = remove(entry_of(path))
    new = tree(install(data / "kernels", "some", {"argv": ["new"]}))
    shutil.rmtree(item.kept)
    with pytest.raises(KernelspecError, match="not in the trash any more"):
        restore(item, replace=True)
    assert tree(path) == new


def test_the_trash_is_newest_first_and_knows_the_latest_of_a_name(data: Path) -> None:
    for name in ("a", "b", "a"):
        remove(entry_of(install(data / "kernels", name)))
    assert [item.name for item in trash()] == ["a", "b", "a"]
    assert latest("A") == trash()[0]
    assert latest("c") is None


def test_a_removed_spec_whose_directory_is_gone_comes_back(data: Path) -> None:
    path = install(data / "kernels", "some")
    before = tree(path)
    item = remove(entry_of(path))
    shutil.rmtree(data / "kernels")
    restore(item)
    assert tree(path) == before


@pytest.mark.parametrize(
    "note", [b"", b"{}", b"[]", b'{"kind": 3}', b"\xff", b"[" * 90_000, None], ids=repr
)
def test_notes_that_cannot_be_read_are_passed_over(data: Path, note: bytes | None) -> None:
    item = remove(entry_of(install(data / "kernels", "some")))
    odd = kernelspec_trash_dir() / "odd"
    (odd / "kept").mkdir(parents=True)
    if note is not None:
        (odd / "note.json").write_bytes(note)
    (kernelspec_trash_dir() / "file").write_text("")
    assert trash() == (item,)


def test_a_trash_that_cannot_be_written_removes_nothing(data: Path) -> None:
    path = install(data / "kernels", "some")
    before = tree(path)
    (data / "jtui").write_text("in the way")
    with pytest.raises(KernelspecError, match=r"The trash .* cannot be written"):
        remove(entry_of(path))
    assert tree(path) == before
    assert trash() == ()


def test_kernels_that_lie_in_no_directory_are_refused(data: Path) -> None:
    embedded = embedded_entry()
    assert embedded is not None
    with pytest.raises(KernelspecError, match="jtui's own environment"):
        remove(embedded)
    provided = SpecEntry("some", None, Place.PROVIDED, provider="conda.Specs")
    with pytest.raises(KernelspecError, match=r"conda\.Specs"):
        remove(provided)


@as_root
def test_what_belongs_to_somebody_else_is_refused(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(public / "data"))
    (public / "data").mkdir()
    give_to_nobody(public / "data")
    path = install(public / "kernels", "some")
    before = tree(path)
    for place, command in (
        (Place.SYSTEM, "sudo jupyter kernelspec remove some"),
        (Place.USER, f"sudo rm -r -- {path}"),
    ):
        entry = entry_of(path, place)
        with pytest.raises(KernelspecError, match="belongs to root") as said:
            in_child(lambda entry=entry: remove(entry), NOBODY)  # type: ignore[misc]
        assert command in str(said.value)
    # The directory may be written by all, and what is in it is still root's.
    path.parent.chmod(0o777)
    with pytest.raises(KernelspecError, match="belongs to root"):
        in_child(lambda: remove(entry), NOBODY)
    assert tree(path) == before and list((public / "data").iterdir()) == []


def test_ones_own_that_is_read_only_is_moved_and_its_directory_is_told(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(public / "data"))
    path = install(public / "data" / "kernels", "some")
    furnish(path)
    path.chmod(0o555)
    give_to_nobody(public / "data")
    before = tree(path)
    entry = entry_of(path)

    item = in_child(lambda: remove(entry), ONE_WITHOUT_RIGHTS)
    assert tree(item.kept) == before
    in_child(lambda: restore(item), ONE_WITHOUT_RIGHTS)
    assert tree(path) == before

    path.parent.chmod(0o555)
    with pytest.raises(KernelspecError, match=r"read-only.*chmod u\+w"):
        in_child(lambda: remove(entry), ONE_WITHOUT_RIGHTS)
    assert tree(path) == before


def test_a_read_only_subdirectory_survives_the_way_to_another_file_system(
    public: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.chmod(0o777)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(elsewhere / "data"))
    path = install(public / "kernels", "some")
    furnish(path)
    give_to_nobody(public)
    before = tree(path)
    entry = entry_of(path)
    item = in_child(lambda: remove(entry), ONE_WITHOUT_RIGHTS)
    assert tree(item.kept) == before and not path.exists()
    in_child(lambda: restore(item), ONE_WITHOUT_RIGHTS)
    assert tree(path) == before
