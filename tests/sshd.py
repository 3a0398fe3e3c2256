"""A real sshd on loopback, with configuration, keys and users' files of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

PROGRAM = shutil.which("sshd") or "/usr/sbin/sshd"
HOST = "box"
"""What the host is called in the configuration of ssh."""
PATIENCE = 30.0
_PRIVILEGES = Path("/run/sshd")
_SERVER = """
ListenAddress 127.0.0.1:{port}
HostKey {base}/host_key
AuthorizedKeysFile {base}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
SetEnv {env}
"""
_CLIENT = """
Host {host}
  HostName 127.0.0.1
  Port {port}
Host nothing
  HostName 127.0.0.1
  Port 1
Host *
  IdentityFile {base}/user_key
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile {base}/known_hosts
  GlobalKnownHostsFile /dev/null
  LocalForward 127.0.0.1:1 127.0.0.1:1
"""


class Sshd:
    """The server; its users' home is `home`, and `runtime` Jupyter's directory there.

    A program `ssh` in `bin` is the system's with a configuration that knows the server as `box`.
    """

    def __init__(self, base: Path, env: Mapping[str, str]) -> None:
        self.base = base
        self.home = base / "home"
        self.runtime = self.home / ".local" / "share" / "jupyter" / "runtime"
        self.bin = base / "bin"
        for directory in (self.runtime, self.bin):
            directory.mkdir(parents=True)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.new_key("host_key")
        self.new_user_key()
        self.trust()
        self.write_configuration(env)
        wrapper = self.bin / "ssh"
        ssh = shutil.which("ssh")
        wrapper.write_text(f'#!/bin/sh\nexec {ssh} -F {base}/client_config "$@"\n')
        wrapper.chmod(0o700)

    def write_configuration(self, env: Mapping[str, str], more: str = "") -> None:
        """Write what the server and the client are told; `env` is for the users' processes."""
        env = {"HOME": str(self.home), "SHELL": "/bin/sh", **env}
        words = " ".join(f'"{name}={value}"' for name, value in env.items())
        server = _SERVER.format(port=self.port, base=self.base, env=words)
        (self.base / "server_config").write_text(server + more)
        client = _CLIENT.format(port=self.port, base=self.base, host=HOST)
        (self.base / "client_config").write_text(client)

    def new_key(self, name: str, passphrase: str = "") -> None:
        """Make a new pair of keys."""
        path = self.base / name
        path.unlink(missing_ok=True)
        argv = [
            "ssh-keygen",
            "-q",
            "-t",
            "ed25519",
            "-N",
            passphrase,
            "-C",
            "test",
            "-f",
            str(path),
        ]
        subprocess.run(argv, check=True, stdin=subprocess.DEVNULL)

    def new_user_key(self, passphrase: str = "") -> None:
        """Let the user in with a new key."""
        self.new_key("user_key", passphrase)
        shutil.copy(self.base / "user_key.pub", self.base / "authorized_keys")

    def trust(self) -> None:
        """Have the client know the server's key."""
        key = (self.base / "host_key.pub").read_text()
        (self.base / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}")

    def distrust(self) -> None:
        """Have the client know no server."""
        (self.base / "known_hosts").unlink(missing_ok=True)

    @property
    def fingerprint(self) -> str:
        """That of the server's key, as ssh shows it."""
        argv = ["ssh-keygen", "-l", "-f", str(self.base / "host_key.pub")]
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()[1]

    def start(self) -> None:
        """Listen."""
        argv = [PROGRAM, "-D", "-e", "-f", str(self.base / "server_config")]
        with (self.base / "sshd.log").open("ab") as log:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={"PATH": os.environ["PATH"]},
            )
        deadline = time.monotonic() + PATIENCE
        while not self._listens():
            assert self._process.poll() is None, (self.base / "sshd.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server and all connections to it."""
        if self._process is None:
            return
        try:
            served = psutil.Process(self._process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            served = []
        self._process.terminate()
        self._process.wait()
        for each in served:
            # Not the users' processes, which have become somebody else's by then.
            try:
                if each.name().startswith("sshd"):
                    each.kill()
            except psutil.NoSuchProcess:
                continue
        self._process = None

    def restart_with(self, env: Mapping[str, str], more: str = "") -> None:
        """Listen with another configuration."""
        self.stop()
        self.write_configuration(env, more)
        self.start()

    def halt(self) -> None:
        """Halt the processes that serve the connections of now, as a network that is gone does."""
        assert self._process is not None
        for each in psutil.Process(self._process.pid).children(recursive=True):
            if each.name().startswith("sshd"):
                each.suspend()

    def end_users(self) -> None:
        """End what the users have left running, and what leads here."""
        for each in psutil.process_iter():
            try:
                if any(str(self.base) in word for word in each.cmdline()):
                    each.kill()
            except psutil.Error:
                continue

    def _listens(self) -> bool:
        with socket.socket() as each:
            return each.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return int(each.getsockname()[1])


def _missing() -> str:
    for program in (PROGRAM, "ssh", "ssh-keygen"):
        if shutil.which(program) is None:
            return f"{Path(program).name} is not installed"
    if os.geteuid() == 0 and not _PRIVILEGES.is_dir():
        try:
            _PRIVILEGES.mkdir(mode=0o755)
        except OSError as error:
            return f"sshd cannot run here: {error}"
    return ""


@pytest.fixture
def sshd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sshd]:
    """A server that listens, with the Python of the tests on the path of its users."""
    if reason := _missing():
        pytest.skip(reason)
    base = Path(tempfile.mkdtemp(prefix="sshd-", dir="/tmp"))
    python = Path(sys.executable).parent
    server = Sshd(base, {"PATH": f"{python}:/usr/bin:/bin", "IPYTHONDIR": str(base / "ipython")})
    # A login sets the path anew.
    (server.home / ".profile").write_text(f"PATH={python}:$PATH\n")
    monkeypatch.setenv("PATH", f"{server.bin}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(base))
    tempfile.tempdir = None
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.end_users()
        tempfile.tempdir = None
        shutil.rmtree(base, ignore_errors=True)
