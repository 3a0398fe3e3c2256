"""What the command line says to attach to, as endpoints."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from tui.config import AttachSettings
from tui.errors import ConfigurationError, TransportError
from tui.kernels.endpoints import Endpoint, ServerAddress, ServerKernel, SshKernel


class ConnectPage(StrEnum):
    """A page of the panel in which one picks what to open."""

    NEW = "new"
    RUNNING = "running"
    SERVERS = "servers"
    SSH = "ssh"
    ENGINES = "engines"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be attached to: endpoints, and a page to pick from where none is named.

    `page` is `None` where there is nothing to pick; `text` is what the page begins with, a URL or
    a host. `address` is the server's, `None` without one. `installs` tells that there is no kernel
    to pick: one is to be installed.
    """

    endpoints: tuple[Endpoint, ...] = ()
    page: ConnectPage | None = None
    text: str = ""
    address: ServerAddress | None = None
    installs: bool = False


def wanted_of(settings: AttachSettings, kernels: tuple[str, ...], token: str) -> Wanted:
    """What the settings say to attach to; `kernels` are to be started on the server or host.

    Raises `ConfigurationError` with a sentence: two places at once, a connection file that is not
    there or is none.
    """
    if settings.server and settings.ssh:
        raise ConfigurationError("--server and --ssh are two places: give one of them.")
    try:
        if settings.server:
            return _on_server(settings, kernels, token)
        if settings.ssh:
            return _over_ssh(settings, kernels)
        # 10 ms that only those need who attach.
        from tui.kernels.running.finding import find_connection_file

        return Wanted(tuple(find_connection_file(each) for each in settings.existing))
    except TransportError as error:
        raise ConfigurationError(str(error)) from error


def _on_server(settings: AttachSettings, kernels: tuple[str, ...], token: str) -> Wanted:
    from tui.kernels.server.address import parse_server

    address = parse_server(settings.server)
    token = token or address.token or os.environ.get("JUPYTER_TOKEN", "")
    address = replace(
        address,
        token=token or _token_of_own(address.url),
        ca_file=settings.ca_file,
        verify=settings.verify,
    )
    running = [ServerKernel(address, kernel_id=each) for each in settings.existing if each]
    new = [ServerKernel(address, spec_name=name) for name in kernels]
    if running or new:
        return Wanted((*running, *new), address=address)
    return Wanted((), ConnectPage.SERVERS, address.url, address)


def _token_of_own(url: str) -> str:
    """The token of a server of one's own that runs here, which has left it on the disk."""
    from tui.kernels.server.address import is_loopback
    from tui.kernels.server.local import local_servers

    if not is_loopback(url):
        return ""
    wanted = urlsplit(url)
    for server in local_servers():
        found = urlsplit(server.address.url)
        # Whatever loopback is called, the same port is the same server.
        same = (found.scheme, found.port, found.path) == (wanted.scheme, wanted.port, wanted.path)
        if same and is_loopback(server.address.url):
            return server.address.token
    return ""


def _over_ssh(settings: AttachSettings, kernels: tuple[str, ...]) -> Wanted:
    host = settings.ssh
    running = [_behind_ssh(host, each) for each in settings.existing]
    new = [SshKernel(host, spec_name=name) for name in kernels]
    if running or new:
        return Wanted((*running, *new))
    return Wanted((), ConnectPage.SSH, host)


def _behind_ssh(host: str, text: str) -> SshKernel:
    """A kernel by a file on the host, or by what was pasted of its connection file."""
    if "{" not in text:
        return SshKernel(host, file=text)
    from tui.kernels.running.finding import find_connection_file

    return SshKernel(host, info=find_connection_file(text).info)
