"""Connection files on another host: which one is meant, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.ssh.shell import Part, Run, Script, run_in_login_shell, run_script
from tui.model.clean import clean

MOST = 20
"""Files that are looked at, the newest of those that match."""
_LONGEST_NAME = 4096
_SHOWN = 300
_LOOPBACK = ("127.", "::1", "localhost")
# $JTUI_WANTED is a path, a name, a part of one, or a glob; "" for the newest. $JTUI_MOST files at
# most are answered, newest first. In $JTUI_DEEP "1", Jupyter is asked for its directory.
_FIND = r"""
wanted=$JTUI_WANTED
case $wanted in '~/'*) wanted=$HOME/${wanted#'~/'} ;; esac
part() { printf '\n%s %s\n' "$JTUI_MARK" "$*"; }
directories() {
  [ -n "$JUPYTER_RUNTIME_DIR" ] && printf '%s\n' "$JUPYTER_RUNTIME_DIR"
  [ -n "$JUPYTER_DATA_DIR" ] && printf '%s\n' "$JUPYTER_DATA_DIR/runtime"
  [ -n "$XDG_DATA_HOME" ] && printf '%s\n' "$XDG_DATA_HOME/jupyter/runtime"
  printf '%s\n' "$HOME/.local/share/jupyter/runtime" "$HOME/Library/Jupyter/runtime"
  [ "$JTUI_DEEP" = 1 ] && jupyter --runtime-dir 2>/dev/null </dev/null
}
show() {
  ls -td -- "$@" 2>/dev/null | head -n "$JTUI_MOST" | while read -r each; do
    [ -f "$each" ] && [ -r "$each" ] || continue
    part "file $each"
    dd if="$each" bs=20000 count=1 2>/dev/null
  done
}
# So that words are not split, but globs become files.
IFS='
'
found=$(directories | sort -u)
part "directories $(printf '%s' "$found" | tr '\n' ' ')"
exact= ; some=
look() { [ -f "$1" ] && exact="$exact$1$IFS"; }
case $wanted in
  '') for each in $found; do some="$some$each/kernel-*.json$IFS"; done ;;
  */*) look "$wanted"; look "$wanted.json"; some=$wanted$IFS$wanted.json ;;
  *)
    look "$PWD/$wanted"; look "$PWD/$wanted.json"
    for each in $found; do
      look "$each/$wanted"; look "$each/$wanted.json"
      some="$some$each/$wanted$IFS$each/$wanted.json$IFS$each/*$wanted*.json$IFS"
    done ;;
esac
if [ -n "$exact" ]; then
  part exact
  set -f; set -- $exact; set +f
  show "$1"
else
  show $some
fi
if [ -r /proc/net/tcp ]; then
  part "sockets proc"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { print $2 }'
elif command -v netstat >/dev/null 2>&1; then
  part "sockets netstat"
  netstat -an 2>/dev/null | awk '/LISTEN/ { print $4 }'
fi
"""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A connection file there: its path, not cleaned, and what it says."""

    path: str
    info: ConnectionInfo


async def find_remote_file(run: Run, wanted: str, host: str) -> RemoteFile:
    """The connection file on `host` (cleaned) that `wanted` means, as `--existing` has it.

    "" is the newest whose kernel listens. Raises `TransportError` with the reason.
    """
    wanted = wanted.strip()
    if len(wanted) > _LONGEST_NAME or "\0" in wanted or "\n" in wanted:
        raise TransportError("This is no name of a connection file.")
    shallow = await run_script(run, _script(wanted, deep=False), 20.0)
    try:
        return _chosen(shallow, wanted, host)
    except TransportError:
        # Jupyter itself knows where its directory is, and costs a second.
        deep = await run_in_login_shell(run, _script(wanted, deep=True))
        return _chosen(deep, wanted, host)


def _script(wanted: str, *, deep: bool) -> Script:
    variables = {"JTUI_WANTED": wanted, "JTUI_MOST": str(MOST), "JTUI_DEEP": "1" if deep else ""}
    return Script(_FIND, variables)


def _chosen(parts: Sequence[Part], wanted: str, host: str) -> RemoteFile:
    files: dict[str, str] = {}
    for part in parts:
        if part.kind == "file":
            files.setdefault(part.words, part.text)
    ports = _listening(parts)
    problem = ""
    read = []
    for path, text in files.items():
        try:
            read.append(RemoteFile(path, ConnectionInfo.from_json(text)))
        except TransportError as error:
            problem = problem or f"{clean(path)[-_SHOWN:]} on {host}: {error}"
    if len(files) == 1 and read:
        # Named so that nothing else is meant: whether it lives is seen when it is attached to.
        if wanted or ports is None or _may_live(read[0].info, ports):
            return read[0]
    elif living := [each for each in read if ports is None or _may_live(each.info, ports)]:
        return living[0]
    raise TransportError(problem or _nothing(parts, wanted, host, len(files)))


def _nothing(parts: Sequence[Part], wanted: str, host: str, count: int) -> str:
    where = next((clean(part.words).strip() for part in parts if part.kind == "directories"), "")
    if count:
        what = f"that match {clean(wanted)[:_SHOWN]}" if wanted else f"in {where[:_SHOWN]}"
        return f"No kernel lives any more of the {count} connection files on {host} {what}."
    if not wanted:
        return f"No kernel runs on {host}: there is no connection file in {where[:_SHOWN]}."
    return (
        f"There is no connection file {clean(wanted)[:_SHOWN]} on {host}. It was looked for in"
        f" {where[:_SHOWN]}; a full path finds it anywhere."
    )


def _listening(parts: Sequence[Part]) -> frozenset[int] | None:
    """The ports that somebody listens at there, `None` where that cannot be told."""
    for part in parts:
        if part.kind == "sockets":
            base = 16 if part.words == "proc" else 10
            sign = ":" if base == 16 else "."
            ends = (
                line.strip().replace(":", sign).rpartition(sign)[2] for line in part.text.split()
            )
            ports = {_number(end, base) for end in ends}
            return frozenset(ports - {0}) or None
    return None


def _number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        return 0


def _may_live(info: ConnectionInfo, ports: frozenset[int]) -> bool:
    """Whether the kernel may listen; of sockets, and of other computers, nothing is known."""
    is_there = info.transport == "tcp" and info.host.startswith(_LOOPBACK)
    return not is_there or info.shell_port in ports
