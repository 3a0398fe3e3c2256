"""How a kernelspec or a launched process becomes a session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import assert_never

from tui.config import Settings
from tui.errors import LaunchError, TransportError
from tui.kernels.endpoints import Endpoint, Engine, ExistingKernel, ServerKernel, SshKernel
from tui.kernels.launch import launch
from tui.kernels.launched import Launch
from tui.kernels.questions import Asker
from tui.kernels.session import KernelSession
from tui.kernels.states import SessionSettings
from tui.kernels.transport import KernelTransport
from tui.kernels.transports.awaited import AwaitedTransport
from tui.kernels.transports.late import LateTransport
from tui.kernels.transports.local import EndingLimits, LocalTransport
from tui.launching import launch_settings
from tui.model.kernelspec import KernelSpec
from tui.stores.kernelspecs import find_kernelspecs


def attached_spec(endpoint: ExistingKernel | ServerKernel | SshKernel) -> KernelSpec:
    """What stands for the kernelspec of a kernel that was not started here.

    The language is "" until the kernel has told it; the titles are not cleaned.
    """
    if isinstance(endpoint, ServerKernel):
        name = endpoint.spec_name
    else:
        name = endpoint.info.kernel_name if endpoint.info is not None else ""
    if isinstance(endpoint, SshKernel):
        name = endpoint.spec_name or name
    spec = known_specs().get(name.lower()) if isinstance(endpoint, ExistingKernel) else None
    display_name = spec.display_name if spec is not None else ""
    language = spec.language if spec is not None else ""
    title = endpoint.title if endpoint.title != name else ""
    return KernelSpec(name, (), title or display_name or name or "kernel", language)


def known_specs() -> Mapping[str, KernelSpec]:
    """The kernelspecs on the disk by name, for what they say of kernels that others started."""
    return find_kernelspecs().specs


class SessionOpener:
    """Starts kernels and wraps them in sessions, all with the same settings."""

    def __init__(self, settings: Settings) -> None:
        kernel = settings.kernel
        self._limits = EndingLimits(shutdown=kernel.shutdown_grace)
        self._launch_settings = launch_settings(settings)
        self.session_settings = SessionSettings(
            auto_restart=kernel.auto_restart,
            interrupt_grace=kernel.interrupt_grace,
            startup_grace=kernel.startup_timeout,
            completeness_timeout=kernel.is_complete_timeout,
            output_cap=settings.transcript.output_cap,
            tell_width=kernel.tell_width,
        )

    def adopt(self, launched: Launch) -> KernelSession:
        """A session on a kernel whose process was started, or failed to, before."""
        spec = launched.spec
        if launched.process is not None:
            transport: KernelTransport = LocalTransport(launched.process, spec, self._limits)
        else:
            error = launched.error or LaunchError("The kernel was not started.")
            transport = self._unlaunched(spec, error)
        return KernelSession(transport, spec, self.session_settings)

    def awaited(self, name: str, find: Callable[[], Awaitable[KernelSpec]]) -> KernelSession:
        """A session on a kernel whose kernelspec is found with `find` when it is opened."""

        def start(spec: KernelSpec) -> LocalTransport:
            return LocalTransport(launch(spec, self._launch_settings), spec, self._limits)

        transport = AwaitedTransport(find, start, name)
        return KernelSession(transport, KernelSpec(name, (), name, ""), self.session_settings)

    async def open(self, spec: KernelSpec) -> KernelSession:
        """A session on a new kernel; when it cannot be launched the session says so."""
        return KernelSession(await self.transport(spec), spec, self.session_settings)

    def attached(self, endpoint: Endpoint, ask: Asker) -> KernelSession:
        """A session on a kernel that is attached to, or started elsewhere, when it is opened.

        What the way to it has to know is asked with `ask`. An engine has to be found first.
        """
        match endpoint:
            case ExistingKernel():
                from tui.kernels.transports.existing import ExistingTransport

                transport: KernelTransport = ExistingTransport(endpoint)
            case ServerKernel():
                from tui.kernels.transports.websocket import ServerTransport

                transport = ServerTransport(endpoint, ask)
            case SshKernel():
                from tui.kernels.transports.ssh import SshTransport

                transport = SshTransport(endpoint, ask)
            case Engine():
                raise TypeError("an engine is attached to with `attach`")
            case _:
                assert_never(endpoint)
        return KernelSession(transport, attached_spec(endpoint), self.session_settings)

    async def attach(self, endpoint: Endpoint, ask: Asker) -> KernelSession:
        """A session on any endpoint; raises `TransportError` for an engine that is not there."""
        if isinstance(endpoint, Engine):
            from tui.kernels.engines import engine_kernel

            found = await engine_kernel(endpoint)
            endpoint = replace(found, title=endpoint.title or found.title)
        return self.attached(endpoint, ask)

    async def transport(self, spec: KernelSpec) -> KernelTransport:
        """The way to a new kernel; when that cannot be launched, opening it says so."""
        try:
            return await self.launched(spec)
        except LaunchError as error:
            return self._unlaunched(spec, error)

    async def launched(self, spec: KernelSpec) -> KernelTransport:
        """The way to a new kernel; raises `LaunchError` when that cannot be launched."""
        process = await asyncio.to_thread(launch, spec, self._launch_settings)
        return LocalTransport(process, spec, self._limits)

    def _unlaunched(self, spec: KernelSpec, error: TransportError) -> LateTransport:
        def start() -> LocalTransport:
            return LocalTransport(launch(spec, self._launch_settings), spec, self._limits)

        return LateTransport(start, error, " ".join(spec.argv))
