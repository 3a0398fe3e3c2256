"""`jtui kernelspec list`, compared with Jupyter's own list."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.unit.kernelspec_cli.commands import Jtui, configure
from tests.unit.stores.kernelspecs.trees import VALID as SOME
from tests.unit.stores.kernelspecs.trees import install

VALID = dict(SOME)


def by_jupyter(python: str, environment: dict[str, str]) -> Any:
    """What Jupyter itself lists."""
    done = subprocess.run(
        [python, "-m", "jupyter_client.kernelspecapp", "list", "--json"],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)["kernelspecs"]


def many(tmp_path: Path) -> None:
    """Kernelspecs of all kinds."""
    first, data = tmp_path / "first" / "kernels", tmp_path / "data" / "kernels"
    install(first, "both", VALID | {"display_name": "the first"})
    install(data, "both", VALID)
    install(data, "Upper", VALID | {"interrupt_mode": "MESSAGE", "kernel_protocol_version": "5.3"})
    install(data, "broken", b"{")
    install(first, "broken-first", {"argv": "text"})
    install(data, "broken-first", VALID)
    install(data, "a name", VALID)
    install(data, "short", {"argv": ["x"], "display_name": "\x1b[31m\u202ename"})
    install(data, "nothing", {})
    install(data, "wrong", VALID | {"metadata": []})
    install(data, "mode", VALID | {"interrupt_mode": "x"})
    install(data, "deep", b'{"argv": ["x"], "metadata": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}")
    (data / "link").symlink_to(install(tmp_path, "target", VALID))


def test_the_list_is_jupyters(
    jtui: Jtui, python: str, environment: dict[str, str], tmp_path: Path
) -> None:
    many(tmp_path)
    # Jupyter cannot write this one, and then writes none.
    (tmp_path / "data" / "kernels" / "deep" / "kernel.json").write_text('{"argv": ["x"]}')
    done = jtui("list", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(done.stdout)
    assert listed["kernelspecs"] == by_jupyter(python, environment)
    assert set(listed["kernelspecs"]) == {
        *("a name", "both", "broken-first", "deep", "link", "nothing", "python3", "short", "upper")
    }
    states = {entry["path"]: entry["state"] for entry in listed["entries"]}
    assert states[str(tmp_path / "first" / "kernels" / "both")] == "usable"
    assert states[str(tmp_path / "data" / "kernels" / "both")] == "shadowed"
    assert states[str(tmp_path / "first" / "kernels" / "broken-first")] == "broken"
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["both", "short"]})
    listed = json.loads(jtui("list", "--json").stdout)
    assert set(listed["kernelspecs"]) == {"both", "short"}
    assert listed["kernelspecs"] == by_jupyter(python, environment)


def test_the_list_in_words_is_clean(jtui: Jtui, tmp_path: Path) -> None:
    many(tmp_path)
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["both", "python3", "broken"]})
    done = jtui("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert not {"\x1b", "\u202e"} & set(done.stdout)
    first, data = tmp_path / "first" / "kernels", tmp_path / "data" / "kernels"
    rows = [line.split(maxsplit=3) for line in done.stdout.splitlines()]
    assert ["both", "JUPYTER_PATH", "usable", str(first / "both")] in rows
    assert ["both", "user", "shadowed", str(data / "both")] in rows
    assert ["broken", "user", "broken", str(data / "broken")] in rows
    assert ["short", "user", "not", f"allowed  {data / 'short'}"] in rows
    assert [row[:3] for row in rows if row[0] == "python3"] == [["python3", "embedded", "usable"]]
    assert f"{first / 'both'} has the same name, first." in done.stdout
    assert "kernel.json is not valid JSON" in done.stdout


def test_what_is_nested_too_deep_leaves_the_others(jtui: Jtui, tmp_path: Path) -> None:
    many(tmp_path)
    done = jtui("list", "--json")
    assert done.returncode == 0
    assert {"both", "short"} <= set(json.loads(done.stdout)["kernelspecs"])


def test_without_any_the_status_is_1(jtui: Jtui, tmp_path: Path) -> None:
    configure(tmp_path, KernelSpecManager={"ensure_native_kernel": False})
    done = jtui("list")
    assert (done.returncode, done.stdout) == (1, "There are no kernelspecs.\n")
    assert jtui("check").returncode == 1
