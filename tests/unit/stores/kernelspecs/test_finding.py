"""Kernelspecs: found as `jupyter_client` finds them, and broken ones are named with the reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpecManager

from tests.unit.stores.kernelspecs.trees import VALID, install
from tui.errors import KernelspecError
from tui.stores.kernelspecs import (
    Kernelspecs,
    embedded_kernelspec,
    find_kernelspecs,
    kernel_dirs,
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two directories that Jupyter searches, the more important one first."""
    first, second = tmp_path / "first", tmp_path / "second"
    monkeypatch.setenv("JUPYTER_PATH", f"{first}:{second}")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    return first / "kernels", second / "kernels"


@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
def test_the_same_specs_are_found_as_by_jupyter_client(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = places
    install(first, "both", {**VALID, "display_name": "the first"})
    install(second, "both", {**VALID, "display_name": "the second"})
    install(second, "Upper.Case-1", VALID)
    install(tmp_path / "ipython" / "kernels", "old", {"argv": ["old"], "language": "old"})
    install(second, "python3", VALID)
    (first / "no-spec").mkdir()
    (first / "file").write_text("")

    theirs = KernelSpecManager()
    ours = find_kernelspecs()

    assert [str(path) for path in kernel_dirs()] == theirs.kernel_dirs
    assert {"both", "upper.case-1", "old"} <= set(ours.specs)
    found = theirs.find_kernel_specs()
    assert set(ours.specs) == set(found)
    for name, spec in ours.specs.items():
        expected = theirs.get_kernel_spec(name)
        assert list(spec.argv) == expected.argv
        assert spec.display_name == (expected.display_name or name)
        assert spec.language == expected.language
        assert spec.env == expected.env
        assert spec.interrupt_mode == expected.interrupt_mode
        assert spec.metadata == expected.metadata
        assert str(spec.resource_dir) == found[name]


def test_a_name_is_found_in_any_case(places: tuple[Path, Path]) -> None:
    install(places[0], "Some", VALID)
    assert find_kernelspecs().get("SOME").name == "some"


def test_the_embedded_kernel_is_the_one_ipykernel_describes(tmp_path: Path) -> None:
    spec = find_kernelspecs([tmp_path]).get("python3")
    described = get_kernel_dict()
    assert list(spec.argv) == described["argv"]
    assert spec.display_name == described["display_name"]
    assert spec.language == described["language"]
    assert spec.metadata == described["metadata"]
    assert spec.resource_dir is None


def test_an_installed_python3_hides_the_embedded_one(tmp_path: Path) -> None:
    path = install(tmp_path, "python3", VALID)
    assert find_kernelspecs([tmp_path]).get("python3").resource_dir == path


def test_without_ipykernel_there_is_no_embedded_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    # How Python notes that a module cannot be imported.
    monkeypatch.setitem(sys.modules, "ipykernel", None)
    assert embedded_kernelspec() is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"{", "not valid JSON", id="half a file"),
        pytest.param(b"{\xff}", "not in UTF-8: byte 2 ", id="no text"),
        pytest.param(b"[" * 100_000, "not valid JSON", id="nested too deep"),
        pytest.param(b" " * 1_000_001, "larger than", id="too large"),
        pytest.param([], "not a JSON object", id="a list"),
        pytest.param({}, "argv is not a list", id="no argv"),
        pytest.param({**VALID, "argv": "python -m x"}, "argv is not a list", id="argv as text"),
        pytest.param({**VALID, "argv": []}, "argv is not a list", id="an empty argv"),
        pytest.param({**VALID, "argv": ["a", 1]}, "not text: 1", id="a number in argv"),
        pytest.param({**VALID, "argv": ["a\0b"]}, "NUL", id="NUL in argv"),
        pytest.param({**VALID, "argv": ["\ud800"]}, "surrogate", id="lone surrogate in argv"),
        pytest.param({**VALID, "env": []}, "env is not an object", id="env as list"),
        pytest.param({**VALID, "env": {"A": 1}}, "not text: 1", id="a number in env"),
        pytest.param({**VALID, "env": {"A": "\0"}}, "NUL", id="NUL in env"),
        pytest.param({**VALID, "env": {"A=B": ""}}, "no variable", id="= in a variable's name"),
        pytest.param({**VALID, "env": {"": ""}}, "no variable", id="a variable without name"),
        pytest.param({**VALID, "display_name": 3}, "display_name", id="a number as name"),
        pytest.param({**VALID, "language": None}, "language", id="null as language"),
        pytest.param({**VALID, "metadata": None}, "metadata", id="null as metadata"),
        pytest.param({**VALID, "interrupt_mode": "x"}, "interrupt_mode", id="an unknown mode"),
        pytest.param({**VALID, "interrupt_mode": 1}, "interrupt_mode", id="a number as mode"),
    ],
)
def test_a_broken_spec_is_listed_with_its_reason(
    tmp_path: Path, content: object, reason: str
) -> None:
    path = install(tmp_path, "some", content)
    install(tmp_path, "other", VALID)
    found = find_kernelspecs([tmp_path])
    assert set(found.specs) == {"other", "python3"}
    assert [(spec.name, spec.path) for spec in found.broken] == [("some", path)]
    assert reason in found.broken[0].reason
    with pytest.raises(KernelspecError, match="broken"):
        found.get("some")


_TEXT = json.dumps({**VALID, "display_name": "HERE"})


@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(_TEXT.encode("utf-8-sig"), "byte order mark", id="UTF-8 with a mark"),
        pytest.param(_TEXT.encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(_TEXT.encode("utf-16-le"), "not valid JSON", id="UTF-16 without a mark"),
        pytest.param(_TEXT.encode("utf-32-be"), "not valid JSON", id="UTF-32"),
        pytest.param(_TEXT.replace("HERE", "é").encode("latin-1"), "not in UTF-8", id="Latin-1"),
        pytest.param(_TEXT.encode().replace(b"HERE", b"\xed\xa0\x80"), "UTF-8", id="a surrogate"),
        pytest.param({**VALID, "resource_dir": "/x"}, "a field resource_dir", id="resource_dir"),
        pytest.param({**VALID, "self": "x"}, "a field self", id="self"),
        pytest.param({**VALID, "mimetype": 1}, "mimetype is not text", id="no MIME type"),
        pytest.param({**VALID, "name": None}, "name is not text", id="null as name"),
        pytest.param({**VALID, "kernel_protocol_version": 5}, "not text", id="a number as version"),
        pytest.param(_TEXT.replace(",", ",\r").encode() + b"\r\n", "", id="returns"),
        pytest.param(_TEXT.replace("HERE", r"\ud800").encode(), "", id="an escaped surrogate"),
        pytest.param({**VALID, "name": "y", "future": None, "cls": 1}, "", id="other fields"),
    ],
)
def test_jupyter_offers_the_same_ones(
    places: tuple[Path, Path], content: object, reason: str
) -> None:
    install(places[0], "some", content)
    ours = find_kernelspecs()
    assert ("some" in KernelSpecManager().get_all_specs()) is ("some" in ours.specs)
    assert reason in "".join(broken.reason for broken in ours.broken)
    assert ("some" in ours.specs) is not bool(reason)


def test_a_name_jupyter_does_not_allow_makes_a_spec_broken(tmp_path: Path) -> None:
    install(tmp_path, "a\x1b[31m", VALID)
    assert "name" in find_kernelspecs([tmp_path]).broken[0].reason


def test_a_broken_spec_still_hides_those_behind_it(tmp_path: Path) -> None:
    install(tmp_path / "first", "some", {})
    install(tmp_path / "second", "some", VALID)
    found = find_kernelspecs([tmp_path / "first", tmp_path / "second"])
    assert "some" not in found.specs
    assert len(found.broken) == 1


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    with pytest.raises(KernelspecError, match="There is no kernel called nope"):
        Kernelspecs({}).get("nope")
