"""What servers say of kernelspecs, kernels and sessions, sensible or not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.kernels.server.listing import (
    MOST,
    RunningOnServer,
    ServerSpec,
    read_kernels,
    read_notebooks,
    read_specs,
)
from tui.wire.message import Json

NONSENSE: list[Json] = [None, 1, True, "x", [], {}, [1], [[]], {"a": 1}, [{}], [None]]


def test_kernelspecs_come_with_the_default_first() -> None:
    specs: Json = {
        "ir": {"name": "ir", "spec": {"display_name": "R", "language": "R"}, "resources": {}},
        "python3": {"spec": {"display_name": "Python 3", "language": "python"}},
    }
    assert read_specs({"default": "python3", "kernelspecs": specs}) == (
        ServerSpec("python3", "Python 3", "python", is_default=True),
        ServerSpec("ir", "R", "R"),
    )


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_no_kernelspecs(answer: Json) -> None:
    assert read_specs(answer) == ()
    assert read_specs({"kernelspecs": answer}) == ()


@pytest.mark.parametrize("entry", NONSENSE)
def test_a_kernelspec_of_nonsense_is_left_out(entry: Json) -> None:
    good: Json = {"spec": {}}
    specs: Json = {"bad": entry, "good": good, "": good, "a\nb": good}
    assert read_specs({"kernelspecs": specs}) == (ServerSpec("good", "good"),)


def test_texts_are_cleaned() -> None:
    specs: Json = {"x": {"spec": {"display_name": "a\x1b[31m", "language": 3}}}
    (spec,) = read_specs({"kernelspecs": specs})
    assert (spec.display_name, spec.language) == ("a␛[31m", "")


def test_kernels_come_with_their_notebooks_the_last_used_first() -> None:
    kernels: Json = [
        {"id": "a-1", "name": "ir"},
        {
            "id": "b-2",
            "name": "python3",
            "execution_state": "busy",
            "last_activity": "2026-01-02T03:04:05.000000Z",
            "connections": 2,
        },
    ]
    sessions: Json = [{"path": "work/x.ipynb", "kernel": {"id": "b-2"}, "type": "notebook"}]
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read_kernels(kernels, sessions) == (
        RunningOnServer("b-2", "python3", "busy", when, 2, "work/x.ipynb"),
        RunningOnServer("a-1", "ir"),
    )


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_no_kernels_and_no_notebooks(answer: Json) -> None:
    assert read_kernels(answer, answer) == ()
    assert read_notebooks(answer) == {}


@pytest.mark.parametrize("bad", ["", "../../x", "a/b", "a?b", "a b", "ä", "x" * 129, 1, None, []])
def test_an_id_that_could_lead_elsewhere_is_left_out(bad: Json) -> None:
    assert read_kernels([{"id": bad, "name": "python3"}, {"id": "ok"}]) == (
        RunningOnServer("ok", ""),
    )


@pytest.mark.parametrize("bad", [*NONSENSE, "9" * 100, "2026-99-99", {"x": []}, -1, 1e300])
def test_a_field_of_nonsense_is_unknown(bad: Json) -> None:
    model: Json = {"id": "a", "name": bad, "last_activity": bad, "execution_state": []}
    (kernel,) = read_kernels([model])
    assert kernel.last_activity is None
    (kernel,) = read_kernels([{"id": "a", "connections": True}])
    assert kernel.connections is None


def test_endless_lists_are_cut() -> None:
    many: Json = [{"id": f"k{number}"} for number in range(MOST + 5)]
    assert len(read_kernels(many)) == MOST
    specs: Json = {f"s{number}": {"spec": {}} for number in range(MOST + 5)}
    assert len(read_specs({"kernelspecs": specs})) == MOST


def test_old_servers_name_a_notebook_in_another_place() -> None:
    sessions: Json = [{"notebook": {"path": "x.ipynb"}, "kernel": {"id": "a"}}]
    assert read_notebooks(sessions) == {"a": "x.ipynb"}
    assert read_notebooks([{"name": "console 1", "kernel": {"id": "a"}}]) == {"a": "console 1"}
