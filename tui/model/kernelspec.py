"""A kernelspec: how one kind of kernel is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tui.wire.message import Json

InterruptMode = Literal["signal", "message"]


@dataclass(frozen=True, slots=True)
class KernelSpec:
    """The content of a `kernel.json`, with the directory it was found in.

    All texts are as the file has them: hostile until cleaned with `tui.model.clean`.
    `resource_dir` is `None` for the embedded IPython kernel of jtui's own environment.
    """

    name: str
    argv: tuple[str, ...]
    display_name: str
    language: str
    env: Mapping[str, str] = field(default_factory=dict)
    interrupt_mode: InterruptMode = "signal"
    metadata: Mapping[str, Json] = field(default_factory=dict)
    resource_dir: Path | None = None

    @property
    def supports_curve(self) -> bool:
        """Whether the kernel can be reached over CurveZMQ (`metadata.supported_encryption`)."""
        supported = self.metadata.get("supported_encryption")
        if isinstance(supported, list):
            return "curve" in supported
        return supported == "curve"
