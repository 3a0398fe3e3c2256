"""How a kernelspec or a launched process becomes a session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tui.config import Settings
from tui.errors import LaunchError, TransportError
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.launched import Launch
from tui.kernels.session import KernelSession
from tui.kernels.states import SessionSettings
from tui.kernels.transport import KernelTransport
from tui.kernels.transports.awaited import AwaitedTransport
from tui.kernels.transports.late import LateTransport
from tui.kernels.transports.local import EndingLimits, LocalTransport
from tui.model.kernelspec import KernelSpec


class SessionOpener:
    """Starts kernels and wraps them in sessions, all with the same settings."""

    def __init__(self, settings: Settings) -> None:
        kernel = settings.kernel
        self._limits = EndingLimits(shutdown=kernel.shutdown_grace)
        self._launch_settings = LaunchSettings(transport_encryption=kernel.transport_encryption)
        self._session_settings = SessionSettings(
            auto_restart=kernel.auto_restart,
            interrupt_grace=kernel.interrupt_grace,
            startup_grace=kernel.startup_timeout,
            completeness_timeout=kernel.is_complete_timeout,
            output_cap=settings.transcript.output_cap,
        )

    def adopt(self, launched: Launch) -> KernelSession:
        """A session on a kernel whose process was started, or failed to, before."""
        spec = launched.spec
        if launched.process is not None:
            transport: KernelTransport = LocalTransport(launched.process, spec, self._limits)
        else:
            error = launched.error or LaunchError("The kernel was not started.")
            transport = self._unlaunched(spec, error)
        return KernelSession(transport, spec, self._session_settings)

    def awaited(self, name: str, find: Callable[[], Awaitable[KernelSpec]]) -> KernelSession:
        """A session on a kernel whose kernelspec is found with `find` when it is opened."""

        def start(spec: KernelSpec) -> LocalTransport:
            return LocalTransport(launch(spec, self._launch_settings), spec, self._limits)

        transport = AwaitedTransport(find, start, name)
        return KernelSession(transport, KernelSpec(name, (), name, ""), self._session_settings)

    async def open(self, spec: KernelSpec) -> KernelSession:
        """A session on a new kernel; when it cannot be launched the session says so."""
        return KernelSession(await self.transport(spec), spec, self._session_settings)

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
