"""What the screen ends with, and what it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from tui.kernels.endpoints import Endpoint, ServerAddress
from tui.kernels.questions import Asker
from tui.model.kernelspec import KernelSpec
from tui.stores.kernelspecs import Kernelspecs


@dataclass(frozen=True, slots=True)
class GoToTab:
    """The kernel is open already, in the tab of this place."""

    index: int


Picked = KernelSpec | Endpoint | GoToTab


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages need of the application.

    `read_kernelspecs` answers also what kept it from finding more ("" for nothing). `tabs` are the
    places of the tabs on a kernel by the name of its connection file, or by its id. `address`
    is a server that the user has named already, `None` for none.
    """

    read_kernelspecs: Callable[[], Awaitable[tuple[Kernelspecs, str]]]
    ask: Asker
    tabs: Mapping[str, int] = field(default_factory=dict)
    address: ServerAddress | None = None
