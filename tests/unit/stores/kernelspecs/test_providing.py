"""What a class of the user's provides and leaves out, and that none does harm, however bad."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stores.kernelspecs.providers import (
    MODULE,
    configure,
    eventually,
    is_running,
    noted,
    write_classes,
)
from tests.unit.stores.kernelspecs.trees import install
from tui.errors import KernelspecError
from tui.model.spec_entry import Place, SpecEntry, SpecState
from tui.stores.kernelspecs.providing import Provided, SpecProvider, StartableSpecs
from tui.stores.kernelspecs.settings import SpecSettings, list_allowed, spec_settings
from tui.stores.kernelspecs.trash import remove
from tui.tasks import TaskOwner


@pytest.fixture
def config(data: Path) -> Path:
    """The user's directory of configuration files."""
    return data.parent / "config"


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the classes note their processes."""
    return write_classes(tmp_path, monkeypatch)


def provider(config: Path, name: str, limit: float = 60.0, **sections: Any) -> SpecProvider:
    """The one that asks a class, which is configured."""
    configure(config, JupyterApp={"kernel_spec_manager_class": name}, **sections)
    return SpecProvider(spec_settings(), limit)


async def ask(asked: SpecProvider) -> Provided:
    return await asked.complete(list_allowed(asked.settings))


def by_name(answer: Provided) -> Mapping[str, SpecEntry]:
    """Those that count."""
    return {entry.name: entry for entry in answer.entries if entry.shadowed_by is None}


def usable(answer: Provided) -> set[str]:
    return {entry.name for entry in answer.entries if entry.state is SpecState.USABLE}


async def test_without_a_class_nothing_is_asked(data: Path) -> None:
    install(data / "kernels", "some")
    asked = SpecProvider(SpecSettings(), limit=0)
    entries = list_allowed(SpecSettings())
    assert await asked.complete(entries) == Provided(entries)


async def test_what_a_class_provides_is_listed_beside_the_others(
    data: Path, config: Path, pids: Path
) -> None:
    install(data / "kernels", "some")
    both = install(data / "kernels", "both")
    answer = await ask(provider(config, f"{MODULE}.Specs", Specs={"kernel": "Mine"}))
    assert answer.problem == ""
    provided = {entry.name: entry for entry in answer.entries if entry.place is Place.PROVIDED}
    assert set(provided) == {"mine", "both", "odd", "empty"}
    mine = provided["mine"]
    assert mine.spec is not None and mine.spec.argv == ("run", "{connection_file}")
    assert mine.spec.name == "mine" and mine.spec.resource_dir is None
    assert mine.provider == f"{MODULE}.Specs" and mine.state is SpecState.USABLE
    assert not mine.is_on_disk
    with pytest.raises(KernelspecError, match=r"comes from provider_of_specs\.Specs"):
        remove(mine)
    assert "argv is not a list" in provided["odd"].problem
    assert provided["empty"].state is SpecState.BROKEN
    first, second = (entry for entry in answer.entries if entry.name == "both")
    assert first.place is Place.PROVIDED and first.path == Path("/somewhere/both")
    assert second.path == both and second.shadowed_by == Path("/somewhere/both")
    assert by_name(answer)["some"].place is Place.USER
    assert {"some", "mine", "both", "python3"} <= usable(answer)


async def test_provided_kernels_have_to_be_allowed_too(
    data: Path, config: Path, pids: Path
) -> None:
    install(data / "kernels", "some")
    allowed = {"allowed_kernelspecs": ["both"]}
    answer = await ask(provider(config, f"{MODULE}.Specs", KernelSpecManager=allowed))
    assert usable(answer) == {"both"}
    found = by_name(answer)
    assert found["default"].state is found["some"].state is SpecState.NOT_ALLOWED
    # Not the class is why.
    assert "allowed_kernelspecs does not allow it" in found["some"].refusal


@pytest.mark.parametrize(("name", "is_left_out"), [("Native", False), ("Empty", True)])
async def test_the_embedded_kernel_is_offered_where_the_class_has_it(
    data: Path, config: Path, pids: Path, name: str, is_left_out: bool
) -> None:
    kernels = data / "kernels"
    asked = provider(config, f"{MODULE}.{name}")
    answer = await asked.complete(list_allowed(asked.settings, [kernels]))
    python = by_name(answer)["python3"]
    assert python.place is Place.EMBEDDED
    assert python.left_out_by == (f"{MODULE}.{name}" if is_left_out else "")


def by_jupyter(full_name: str) -> dict[str, str]:
    """The kernels that `jupyter kernelspec list` prints with a class, and their directories."""
    code = (
        "import sys, importlib; from jupyter_client.kernelspecapp import ListKernelSpecs\n"
        "from tui.stores.kernelspecs.configured import config_for\n"
        "from tui.config.usual import config_directories, standard_config_files\n"
        "module, _, name = sys.argv[1].rpartition('.')\n"
        "found = getattr(importlib.import_module(module), name)\n"
        "files = standard_config_files(config_directories())\n"
        "made = found(config=config_for(files, found))\n"
        "ListKernelSpecs(kernel_spec_manager=made, json_output=True).start()\n"
    )
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code, full_name],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        check=True,
        timeout=60,
    )
    specs = json.loads(done.stdout)["kernelspecs"]
    return {name: fields["resource_dir"] for name, fields in specs.items()}


@pytest.mark.parametrize("name", ["Filtering", "Changing", "Empty"])
@pytest.mark.parametrize("allowed", [[], ["a", "b"]], ids=["all", "some"])
async def test_the_kernels_that_count_are_those_that_jupyter_lists_with_the_class(
    data: Path, config: Path, pids: Path, name: str, allowed: list[str]
) -> None:
    for each in ("a", "ab", "b"):
        install(data / "kernels", each)
    install(data.parent / "first" / "kernels", "a")
    (install(data / "kernels", "broken") / "kernel.json").write_text("{")
    answer = await ask(
        provider(config, f"{MODULE}.{name}", KernelSpecManager={"allowed_kernelspecs": allowed})
    )
    assert answer.problem == ""
    listed = {
        entry.name: str(entry.path) for entry in answer.entries if entry.state is SpecState.USABLE
    }
    assert listed == by_jupyter(f"{MODULE}.{name}")


async def test_what_a_class_leaves_out_is_not_offered_and_says_so(
    data: Path, config: Path, pids: Path
) -> None:
    hidden = install(data / "kernels", "b")
    for each in ("a", "b"):
        install(data.parent / "first" / "kernels", each)
    (install(data / "kernels", "broken") / "kernel.json").write_text("{")
    answer = await ask(provider(config, f"{MODULE}.Filtering"))
    found = by_name(answer)
    assert found["a"].state is SpecState.USABLE and found["a"].place is Place.JUPYTER_PATH
    assert found["b"].state is SpecState.NOT_ALLOWED and found["b"].is_on_disk
    assert found["python3"].state is SpecState.NOT_ALLOWED
    assert found["b"].left_out_by == f"{MODULE}.Filtering"
    assert found["b"].refusal.endswith("Filtering, the class that is configured, leaves it out.")
    assert found["broken"].state is SpecState.BROKEN and not found["broken"].left_out_by
    assert [entry.path for entry in answer.entries if entry.shadowed_by] == [hidden]
    specs = StartableSpecs.of(answer.entries)
    assert set(specs.specs) == {"a"} and {"b", "python3"} <= specs.not_allowed
    with pytest.raises(KernelspecError, match=r"Filtering, the class .* leaves out the kernel B"):
        specs.get("B")
    with pytest.raises(KernelspecError, match="broken"):
        specs.get("broken")
    with pytest.raises(KernelspecError, match="There is no kernel called c"):
        specs.get("c")


async def test_what_a_class_changes_is_started_as_the_class_says(
    data: Path, config: Path, pids: Path
) -> None:
    path = install(data / "kernels", "a")
    install(data / "kernels", "b")
    answer = await ask(provider(config, f"{MODULE}.Changing"))
    (a,) = (entry for entry in answer.entries if entry.name == "a")
    assert a.spec is not None and a.spec.argv[:2] == ("conda", "run")
    assert (a.place, a.path, a.is_on_disk) == (Place.PROVIDED, path, False)
    assert by_name(answer)["b"].place is Place.USER


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no_such_module.Specs", "No module named 'no_such_module'"),
        ("provider_of_specs.Nothing", "has no attribute 'Nothing'"),
        ("provider_of_specs.SPEC", "not a class with settings"),
        ("provider_of_specs.os", "not a class with settings"),
        ("Specs", "not the full name"),
        ("provider_of_specs.\0", "no process can be started"),
        ("provider_of_specs." + "x" * 200_000, "no process can be started: Argument list too long"),
        ("provider_of_specs.Raising", "RuntimeError: conda␛[31m is not there"),
        ("provider_of_specs.Exiting", "without a word"),
        ("provider_of_specs.Listing", "no table of kernels"),
        ("provider_of_specs.Many", "more than 20,000 kernels"),
        ("provider_of_specs.Huge", "answers with more than 50 MB"),
    ],
    ids=lambda value: value[:40].replace("\0", "NUL"),
)
async def test_a_class_that_fails_is_a_sentence(
    data: Path, config: Path, pids: Path, name: str, problem: str
) -> None:
    install(data / "kernels", "some")
    answer = await ask(provider(config, name))
    assert problem in answer.problem and name.replace("\0", "␀") in answer.problem
    # Nothing is known to be left out.
    assert {"some", "python3"} <= usable(answer)
    assert not any(entry.left_out_by for entry in answer.entries)


async def test_no_process_to_be_had_is_a_sentence(data: Path, config: Path, pids: Path) -> None:
    install(data / "kernels", "some")
    asked = provider(config, f"{MODULE}.Specs")
    entries = list_allowed(asked.settings)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # From the lowest one that is free on there are none.
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        answer = await asked.complete(entries)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert "no process can be started: Too many open files." in answer.problem
    assert answer.entries == entries


async def test_one_kernel_of_a_class_that_makes_no_sense_is_broken_and_bounded(
    data: Path, config: Path, pids: Path
) -> None:
    answer = await ask(provider(config, f"{MODULE}.Large"))
    assert answer.problem == ""
    found = by_name(answer)
    assert "larger than 1,000,000 bytes" in found["large"].problem
    assert "no JSON" in found["circle"].problem
    assert found["n" * 1_000].state is SpecState.BROKEN
    assert found["good"].state is SpecState.USABLE


async def test_a_class_that_hangs_is_ended_with_all_it_has_started(
    data: Path, config: Path, pids: Path
) -> None:
    answer = await ask(provider(config, f"{MODULE}.Hanging", limit=3.0))
    assert "within 3 s" in answer.problem
    assert answer.entries
    await eventually(lambda: not any(map(is_running, noted(pids))))


@pytest.mark.parametrize("name", ["FloodingStdout", "FloodingStderr"])
async def test_a_class_that_floods_takes_no_memory_and_no_time_of_others(
    data: Path, config: Path, pids: Path, name: str
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    busy = time.process_time()
    answer = await ask(provider(config, f"{MODULE}.{name}", limit=4.0))
    assert "within 4 s" in answer.problem
    (pid,) = noted(pids)
    await eventually(lambda: not is_running(pid))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert time.process_time() - busy < 1.0


async def test_a_class_that_says_much_and_then_answers_is_heard(
    data: Path, config: Path, pids: Path
) -> None:
    answer = await ask(provider(config, f"{MODULE}.Chatting"))
    assert answer.problem == "" and "default" in usable(answer)


async def test_a_class_whose_threads_go_on_has_answered_and_is_ended(
    data: Path, config: Path, pids: Path
) -> None:
    answer = await ask(provider(config, f"{MODULE}.Lingering"))
    assert answer.problem == "" and "default" in usable(answer)
    (pid,) = noted(pids)
    assert not is_running(pid)


async def test_a_question_that_nobody_waits_for_is_dropped_at_once(
    data: Path, config: Path, pids: Path
) -> None:
    asked = provider(config, f"{MODULE}.Hanging")
    tasks = TaskOwner("test")
    one, two = (tasks.start(ask(asked), "question") for _ in range(2))
    await eventually(lambda: len(noted(pids)) == 2)
    one.cancel()
    await asyncio.wait([one])
    # The other one still waits for it.
    assert all(map(is_running, noted(pids)))
    begun = time.monotonic()
    two.cancel()
    await asyncio.wait([two])
    await eventually(lambda: not any(map(is_running, noted(pids))))
    assert time.monotonic() - begun < 5.0
    assert len(noted(pids)) == 2


async def test_those_who_ask_at_the_same_time_share_one_process(
    data: Path, config: Path, pids: Path
) -> None:
    asked = provider(config, f"{MODULE}.Noted")
    answers = await asyncio.gather(*(ask(asked) for _ in range(5)))
    assert len(noted(pids)) == 1
    assert all(answer == answers[0] for answer in answers) and answers[0].problem == ""
    # Later the answer may be another one.
    await ask(asked)
    assert len(noted(pids)) == 2


async def test_asked_afresh_the_earlier_process_ends_and_all_get_the_later_answer(
    data: Path, config: Path, pids: Path
) -> None:
    install(data / "kernels", "some")
    asked = provider(config, f"{MODULE}.Hanging")
    first = TaskOwner("test").start(ask(asked), "question")
    await eventually(lambda: len(noted(pids)) == 2)
    hanging = noted(pids)
    # From now on the same question has an answer.
    module = pids.parent / "modules" / f"{MODULE}.py"
    module.write_text(
        module.read_text().replace("class Hanging(", "class Before(") + "\nHanging = Noted\n"
    )
    entries = list_allowed(asked.settings)
    later = await asked.complete(entries, afresh=True)
    assert later.problem == "" and (await first) == later
    assert not any(map(is_running, hanging))
    assert len(noted(pids)) == 3


KILLED = """
import asyncio, sys
from tui.stores.kernelspecs.providing import SpecProvider
from tui.stores.kernelspecs.settings import list_allowed, spec_settings
settings = spec_settings()
asyncio.run(SpecProvider(settings).complete(list_allowed(settings)))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
async def test_when_jtui_is_killed_the_class_is_too(
    data: Path, config: Path, pids: Path, number: signal.Signals
) -> None:
    provider(config, f"{MODULE}.Hanging")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, env=environment, stderr=subprocess.DEVNULL
    )
    await eventually(lambda: len(noted(pids)) == 2)
    begun = time.monotonic()
    process.send_signal(number)
    await process.wait()
    await eventually(lambda: not any(map(is_running, noted(pids))))
    assert time.monotonic() - begun < 10.0
