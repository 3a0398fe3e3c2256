"""Run by a Python on another host that has Jupyter, and starts a kernel there.

It is sent as text, with the request (JSON) and the mark of answers in the environment; it imports
nothing of jtui and runs on any Python since 3.7. The kernel goes on when this and the connection
end: it has a session of its own, and a log file beside its connection file.
"""

import contextlib
import json
import os
import signal
import socket
import string
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict  # noqa: UP035

PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
LISTENING = 10.0
# Waits for the kernel and notes how it has ended. $1 gets its pid, $2 its exit status.
SUPERVISE = """
pid=$1 status=$2
shift 2
/bin/sh -c 'echo "$$" >"$0"; exec "$@"' "$pid" "$@"
echo "$?" >"$status"
"""


def main() -> None:
    """Start what the environment asks for, and print the answer."""
    # An interactive shell above leaves it ignored, and then no kernel could be interrupted.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    request = json.loads(os.environ["JTUI_REQUEST"])
    mark = os.environ["JTUI_MARK"]
    for name in [name for name in os.environ if name.startswith("JTUI_")]:
        del os.environ[name]
    try:
        answer = started(request)
    except OSError as error:
        answer = {"problem": "failed", "reason": str(error)}
    try:
        sys.stdout.write("\n%s answer\n%s\n" % (mark, json.dumps(answer)))  # noqa: UP031
        sys.stdout.flush()
    except OSError:
        # Nobody is there any more who would know of it.
        if "group" in answer:
            os.killpg(answer["group"], signal.SIGKILL)
    # Whatever else fails: another Python must not start a second one.
    os._exit(0)


def started(request: Any) -> Dict[str, Any]:  # noqa: UP006
    """The answer: where the kernel is, or a `problem`."""
    # Without it another Python is tried.
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    from jupyter_core.paths import jupyter_runtime_dir

    manager = KernelSpecManager()
    try:
        spec = manager.get_kernel_spec(request["name"])
    except NoSuchKernel:
        return {"problem": "no kernelspec", "names": sorted(manager.find_kernel_specs())}
    runtime = Path(jupyter_runtime_dir())
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = runtime / (request["file"] + ".json")
    connection = connected(request["connection"], spec)
    descriptor = os.open(str(file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(connection, stream, indent=2)
    supervisor = launched(spec, file)
    base = str(file)[: -len(".json")]
    wait_for(connection["shell_port"], base + ".status")
    return {
        "connection": connection,
        "file": str(file),
        "group": supervisor,
        "pid": written_pid(base + ".pid"),
        "interrupt_mode": spec.interrupt_mode,
        "display_name": spec.display_name,
        "language": spec.language,
    }


def connected(connection: Dict[str, Any], spec: Any) -> Dict[str, Any]:  # noqa: UP006
    """The connection with ports that are free, and without encryption the kernel does not know."""
    if "curve" not in (spec.metadata.get("supported_encryption") or ""):
        connection.pop("curve_publickey", None)
        connection.pop("curve_secretkey", None)
    with contextlib.ExitStack() as held:
        for name in PORTS:
            each = held.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                each.bind(("127.0.0.1", connection[name]))
            except OSError:
                each.bind(("127.0.0.1", 0))
            connection[name] = each.getsockname()[1]
    return connection


def launched(spec: Any, file: Path) -> int:
    """The process that waits for the kernel, which leads their group."""
    values = {
        "connection_file": str(file),
        "prefix": sys.prefix,
        "resource_dir": spec.resource_dir,
    }
    argv = []
    for word in spec.argv:
        for name, text in values.items():
            word = word.replace("{%s}" % name, text)  # noqa: UP031
        argv.append(word)
    if argv[0] in ("python", "python%d" % sys.version_info[0]):  # noqa: UP031
        argv[0] = sys.executable
    env = dict(os.environ)
    env.update({k: string.Template(text).safe_substitute(env) for k, text in spec.env.items()})
    base = str(file)[: -len(".json")]
    for end in (".pid", ".status"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(base + end)  # noqa: PTH108
    descriptor = os.open(base + ".log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    process = subprocess.Popen(
        ["/bin/sh", "-c", SUPERVISE, "jtui", base + ".pid", base + ".status", *argv],
        stdin=subprocess.DEVNULL,
        stdout=descriptor,
        stderr=descriptor,
        env=env,
        start_new_session=True,
    )
    # It is not waited for: it lives on.
    process.returncode = 0
    return process.pid


def written_pid(file: str) -> int:
    """The kernel's process, 0 when it is not written down yet."""
    try:
        return int(Path(file).read_text())
    except (OSError, ValueError):
        return 0


def wait_for(port: int, status: str) -> None:
    """Wait until the kernel listens or has ended, at most `LISTENING` seconds.

    Whoever connects before asks in vain, again and again.
    """
    end = time.monotonic() + LISTENING
    while time.monotonic() < end and not os.path.exists(status):  # noqa: PTH110
        with socket.socket() as each:
            if each.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


if __name__ == "__main__":
    main()
