"""What one asks of a server: what it has, and starting and ending kernels there."""

from __future__ import annotations

import re

from tui.errors import LaunchError, TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.questions import Asker, nobody_to_ask
from tui.kernels.server.access import AccessRefused, ServerAccess
from tui.kernels.server.address import place_of
from tui.kernels.server.http import Response, json_of, refusal
from tui.kernels.server.listing import (
    RunningOnServer,
    ServerListing,
    read_kernel,
    read_kernels,
    read_specs,
)
from tui.model.clean import clean
from tui.wire.message import Json

START_LIMIT = 120.0
"""Seconds for a kernel to start or start again: a gateway may wait for a place in its cluster."""
END_LIMIT = 10.0
INTERRUPT_LIMIT = 20.0
MOST_NAMED = 12
"""Kernelspecs that are named where a wrong name was given."""
_GONE = frozenset((404, 410))
# What Jupyter Server's routes take for a kernel's id; else it answers with a page.
_ROUTED_ID = re.compile(r"\w+-\w+-\w+-\w+-\w+")


class KernelMissing(TransportError):  # noqa: N818
    """The server has no such kernel, or none any more."""


class ServerClient:
    """A server and its kernels. All methods are called from one event loop.

    Where the server wants a token or password, or shows a certificate that is not trusted, `ask`
    is asked. Every method raises `TransportError` with a sentence: `AccessRefused` when the token
    is missing or wrong, `CertificateRefused`, `KernelMissing`.
    """

    def __init__(self, address: ServerAddress, ask: Asker = nobody_to_ask) -> None:
        self.access = ServerAccess(address, ask)

    @property
    def address(self) -> ServerAddress:
        """The server, with the token that was typed or kept where the address had none."""
        return self.access.address

    @property
    def warning(self) -> str:
        """A sentence that token and code can be read on their way, "" where they cannot."""
        return self.access.warning

    async def list(self) -> ServerListing:
        """What the server has; what it does not let be listed is missing, and it says so."""
        # Without access this one is refused everywhere; the others are on gateways anyway.
        specs = read_specs(await self._json("GET", "api/kernelspecs"))
        problem = ""
        kernels: tuple[RunningOnServer, ...] = ()
        try:
            running = await self._json("GET", "api/kernels", asks=False)
            kernels = read_kernels(running, await self._sessions())
        except TransportError as error:
            problem = f"Its running kernels cannot be listed: {error}"
            if isinstance(error, AccessRefused):
                problem = f"{place_of(self.address.url)} does not let its kernels be listed."
        return ServerListing(self.address, specs, kernels, await self._version(), problem)

    async def kernel(self, kernel_id: str, *, asks: bool = True) -> RunningOnServer:
        """What the server says of one kernel; raises `KernelMissing`."""
        # Looking does not keep a server alive that is to end when nobody uses it.
        path = f"{_path(kernel_id)}?no_track_activity=1"
        response = await self.access.call("GET", path, asks=asks)
        if response.code in _GONE and not response.is_hub:
            place = place_of(self.address.url)
            try:
                # A proxy that finds no server behind it sends a page.
                await json_of(response)
            except TransportError:
                if _ROUTED_ID.fullmatch(kernel_id):
                    raise
                raise TransportError(
                    f"{place} has no kernel {clean(kernel_id)}: the id of a kernel there is five"
                    " words with hyphens between them."
                ) from None
            raise KernelMissing(f"The kernel is no longer on {place}.")
        return _kernel_in(response, await json_of(_fulfilled(response)))

    async def start(self, spec_name: str = "") -> RunningOnServer:
        """Start a kernel, of the server's default kernelspec for ""; raises `LaunchError`."""
        body: Json = {"name": spec_name} if spec_name else {}
        response = await self.access.call("POST", "api/kernels", body, limit=START_LIMIT)
        if response.code not in (200, 201):
            raise LaunchError(
                f"The kernel was not started: {await self._reason(spec_name, response)}"
            )
        return _kernel_in(response, await json_of(response))

    async def interrupt(self, kernel_id: str) -> None:
        """Interrupt what a kernel runs."""
        path = f"{_path(kernel_id)}/interrupt"
        self._done(await self.access.call("POST", path, limit=INTERRUPT_LIMIT))

    async def restart(self, kernel_id: str) -> None:
        """End a kernel and start it again under the same id."""
        # Of one that is missing some servers say 500 here.
        await self.kernel(kernel_id)
        path = f"{_path(kernel_id)}/restart"
        self._done(await self.access.call("POST", path, limit=START_LIMIT))

    async def shut_down(
        self, kernel_id: str, *, limit: float = END_LIMIT, asks: bool = True
    ) -> None:
        """End a kernel; one that is gone already is fine."""
        response = await self.access.call("DELETE", _path(kernel_id), limit=limit, asks=asks)
        if response.code not in _GONE:
            _fulfilled(response)

    async def close(self) -> None:
        """End what is under way; the kernels live on."""
        self.access.close()

    async def _reason(self, spec_name: str, response: Response) -> str:
        """Why a kernel was not started; some servers do not say that the kernelspec is missing."""
        try:
            specs = read_specs(await self._json("GET", "api/kernelspecs", asks=False))
        except TransportError:
            specs = ()
        if not spec_name or not specs or spec_name in {spec.name for spec in specs}:
            return refusal(response)
        names = ", ".join(clean(spec.name) for spec in specs[:MOST_NAMED])
        place = place_of(self.address.url)
        return f"{place} has no kernelspec named {clean(spec_name)}. It has {names}."

    def _done(self, response: Response) -> None:
        if response.code in _GONE:
            raise KernelMissing(f"The kernel is no longer on {place_of(self.address.url)}.")
        _fulfilled(response)

    async def _json(self, method: str, path: str, *, asks: bool = True) -> Json:
        response = await self.access.call(method, path, asks=asks)
        return await json_of(_fulfilled(response))

    async def _sessions(self) -> Json:
        """The sessions, which gateways do not have."""
        try:
            return await self._json("GET", "api/sessions", asks=False)
        except TransportError:
            return None

    async def _version(self) -> str:
        try:
            answer = await self._json("GET", "api", asks=False)
        except TransportError:
            return ""
        version = answer.get("version") if isinstance(answer, dict) else None
        return clean(version[:100]) if isinstance(version, str) else ""


def _path(kernel_id: str) -> str:
    known = read_kernel({"id": kernel_id})
    if known is None:
        raise TransportError("The id of the kernel is none that a server could have given.")
    return f"api/kernels/{known.kernel_id}"


def _fulfilled(response: Response) -> Response:
    if not 200 <= response.code < 300:
        raise TransportError(refusal(response))
    return response


def _kernel_in(response: Response, answer: Json) -> RunningOnServer:
    kernel = read_kernel(answer)
    if kernel is None:
        raise TransportError(
            f"What {place_of(response.url)} says of the kernel cannot be understood."
        )
    return kernel
