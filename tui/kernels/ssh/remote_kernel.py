"""A kernel that jtui starts on another host: started, looked after, signalled and ended there."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.errors import LaunchError, TransportError
from tui.kernels.connection import ConnectionInfo, new_local
from tui.kernels.ssh.shell import Part, Run, Script, run_in_login_shell, run_script
from tui.model.clean import clean
from tui.wire.message import Json

STARTING = 60.0
"""Seconds that it may take there until Jupyter has started a kernel."""
LOG = 65_536
"""Bytes of the log's end that are shown."""
_SHOWN = 300
_MOST_NAMES = 30
_PROGRAM = Path(__file__).with_name("start_program.py")
# The Python of `jupyter` first; where it is not on the path, where people often have one.
_START = r"""
attempt() {
  command -v "$1" >/dev/null 2>&1 || return
  "$1" -c "$JTUI_PROGRAM" </dev/null && exit 0
}
for name in jupyter jupyter-kernelspec jupyter-lab; do
  found=$(command -v "$name") || continue
  read -r first <"$found"
  case $first in
    '#!'*' '*) ;;
    '#!'*python*) attempt "${first#'#!'}" ;;
  esac
  attempt "${found%/*}/python3"
  attempt "${found%/*}/python"
done
attempt python3
attempt python
for each in "$HOME"/miniconda3 "$HOME"/miniforge3 "$HOME"/mambaforge "$HOME"/anaconda3 \
  /opt/conda "$HOME"/.venv "$HOME"/venv; do
  attempt "$each/bin/python"
done
printf '\n%s answer\n{"problem": "no jupyter"}\n' "$JTUI_MARK"
"""
_COMMON = r"""
base=$JTUI_BASE group=$JTUI_GROUP
pid=$(cat "$base.pid" 2>/dev/null)
part() { printf '\n%s %s\n' "$JTUI_MARK" "$*"; }
lives() { [ -n "$pid" ] && [ ! -s "$base.status" ] && kill -0 "$pid" 2>/dev/null; }
# The supervisor notes it a moment later.
settle() { lives || [ -s "$base.status" ] || sleep 0.1; }
tell() {
  part "pid $pid"
  if lives; then part lives; else part "ended $(cat "$base.status" 2>/dev/null)"; fi
  part log
  tail -c "$JTUI_LOG" "$base.log" 2>/dev/null
  part end
}
pause() { sleep 0.1 2>/dev/null || sleep 1; }
await() { left=$1; while lives && [ "$left" -gt 0 ]; do pause; left=$((left - 1)); done; }
"""
_LOOK = (
    _COMMON
    + r"""
[ -n "$pid" ] || { pause; pid=$(cat "$base.pid" 2>/dev/null); }
settle
tell
"""
)
# $JTUI_OBEY and $JTUI_TERM are in tenths of a second. The group is killed last, with what the
# kernel has started, and only if that lived just now: later its number may be somebody else's.
_END = (
    _COMMON
    + r"""
was=
lives && was=1 && kill -s CONT "$pid" 2>/dev/null
await "$JTUI_OBEY"
lives && kill -s TERM "$pid" 2>/dev/null && await "$JTUI_TERM"
lives && kill -s KILL "$pid" 2>/dev/null && await 30
settle
[ -n "$was" ] && kill -s KILL -- "-$group" 2>/dev/null
tell
"""
)
_REMOVE = 'rm -f -- "$base.json" "$base.pid" "$base.status" "$base.log"\n'
_KILL = (
    _COMMON
    + r"""
lives && kill -s KILL -- "$pid" "-$group" 2>/dev/null
"""
    + _REMOVE
)


@dataclass(frozen=True, slots=True)
class Started:
    """A kernel that was started there.

    `base` is the path of its files without their ends, `group` its process group, `pid` its
    process, 0 when not known; all there, of no use here. The texts are not cleaned.
    """

    info: ConnectionInfo
    base: str
    group: int
    pid: int
    interrupt_mode: str
    display_name: str
    language: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of it: `pid` is 0 when not known, `log` the end of what it wrote.

    `returncode` is as in `subprocess`, `None` while it lives or when it is not known.
    """

    lives: bool
    pid: int
    returncode: int | None
    log: str


async def start_remote(run: Run, name: str, host: str, before: Started | None = None) -> Started:
    """Start a kernel by its kernelspec on `host` (cleaned); raises `LaunchError` with the reason.

    `before` is the one whose ports and files it gets, when they are free.
    """
    file = f"kernel-{os.urandom(8).hex()}" if before is None else Path(before.base).name
    info = _new_connection(name) if before is None else before.info
    request = {"name": name, "file": file, "connection": json.loads(info.to_json())}
    program = _PROGRAM.read_text(encoding="utf-8")
    variables = {"JTUI_REQUEST": json.dumps(request), "JTUI_PROGRAM": program}
    parts = await run_in_login_shell(run, Script(_START, variables), STARTING)
    answer = _answer(parts)
    if problem := answer.get("problem"):
        raise LaunchError(_sentence(str(problem), answer, name, host))
    try:
        return _started(answer)
    except (KeyError, TypeError, ValueError, TransportError):
        raise LaunchError(f"What {host} says of the kernel it started makes no sense.") from None


def _new_connection(name: str) -> ConnectionInfo:
    """Keys, and ports that are taken there if they are free."""
    try:
        return new_local(name, curve=True)
    except TransportError:
        # A ZeroMQ without encryption: then it is the one of ssh only.
        return new_local(name, curve=False)


async def look_at(run: Run, kernel: Started) -> Look:
    """How the kernel is; raises `TransportError`."""
    return _look(await run_script(run, _script(_LOOK, kernel), 20.0))


async def end_remote(run: Run, kernel: Started, obey: float, term: float, *, removes: bool) -> Look:
    """See to it that the kernel ends, and `removes` its files; raises `TransportError`.

    `obey` seconds are for the `shutdown_request` that was sent, `term` for SIGTERM.
    """
    script = _script(_END + (_REMOVE if removes else ""), kernel, obey, term)
    return _look(await run_script(run, script, 20.0 + obey + term))


async def interrupt_remote(run: Run, pid: int, host: str) -> None:
    """Send SIGINT to a process; raises `TransportError` when that is impossible."""
    body = (
        'if kill -s INT "$JTUI_PID"; then word=done; else word=failed; fi\n'
        'printf "\\n%s %s\\n" "$JTUI_MARK" "$word"\n'
    )
    parts = await run_script(run, Script(body, {"JTUI_PID": str(pid)}), 20.0)
    if not any(part.kind == "done" for part in parts):
        raise TransportError(f"The kernel's process {pid} on {host} cannot be interrupted.")


def kill_script(kernel: Started) -> str:
    """A script that kills the kernel at once and removes its files."""
    return _script(_KILL, kernel).text


def _script(body: str, kernel: Started, obey: float = 0.0, term: float = 0.0) -> Script:
    variables = {
        "JTUI_BASE": kernel.base,
        "JTUI_GROUP": str(kernel.group),
        "JTUI_LOG": str(LOG),
        "JTUI_OBEY": str(int(obey * 10)),
        "JTUI_TERM": str(int(term * 10)),
    }
    return Script(body, variables)


def _answer(parts: Sequence[Part]) -> dict[str, Json]:
    for part in parts:
        if part.kind == "answer":
            try:
                answer = json.loads(part.text.split("\n", 1)[0])
            except (ValueError, RecursionError):
                break
            if isinstance(answer, dict):
                return answer
    return {"problem": "no answer"}


def _started(answer: dict[str, Json]) -> Started:
    file, group, pid = answer["file"], answer["group"], answer["pid"]
    if not isinstance(file, str) or not file.startswith("/") or not file.endswith(".json"):
        raise ValueError("no path")
    if not isinstance(group, int) or group <= 1:
        raise ValueError("no process group")
    if not isinstance(pid, int) or pid < 0:
        raise ValueError("no process")
    return Started(
        info=ConnectionInfo.from_json(json.dumps(answer["connection"])),
        base=file.removesuffix(".json"),
        group=group,
        pid=pid,
        interrupt_mode=str(answer.get("interrupt_mode")),
        display_name=str(answer.get("display_name")),
        language=str(answer.get("language")),
    )


def _sentence(problem: str, answer: dict[str, Json], name: str, host: str) -> str:
    if problem == "no kernelspec":
        names = answer.get("names")
        there = (
            [clean(str(each)) for each in names[:_MOST_NAMES]] if isinstance(names, list) else []
        )
        known = f"It has {', '.join(there)}." if there else "It has none at all."
        return f"There is no kernel {clean(name)[:_SHOWN]} on {host}. {known}"
    if problem == "no jupyter":
        return (
            f"No Python with jupyter_client was found on {host}. Install it there (pip install"
            " ipykernel), or see to it that a login shell finds it on PATH."
        )
    if problem == "failed":
        reason = clean(str(answer.get("reason")))[:_SHOWN]
        return f"The kernel {clean(name)[:_SHOWN]} could not be started on {host}: {reason}."
    return f"{host} gave no answer that makes sense when a kernel was to be started."


def _look(parts: Sequence[Part]) -> Look:
    found = {part.kind: part for part in parts}
    if "end" not in found:
        raise TransportError("The host gave no answer that makes sense about its kernel.")
    ended = found.get("ended")
    return Look(
        lives="lives" in found,
        pid=_number(found["pid"].words) or 0 if "pid" in found else 0,
        returncode=None if ended is None else _returncode(ended.words),
        log=found["log"].text if "log" in found else "",
    )


def _returncode(words: str) -> int | None:
    # A shell adds 128 to the signal that has ended a process.
    status = _number(words)
    return None if status is None else 128 - status if status > 128 else status


def _number(words: str) -> int | None:
    return int(words) if words.strip().isdecimal() and len(words) < 12 else None
