"""The page of other languages says how their kernels are really installed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tui.stores.known_kernels import KNOWN_KERNELS

PAGE = Path(__file__).parents[2] / "docs" / "languages.md"


def table() -> str:
    """The kernels that jtui can install, with their commands and notes, in Markdown."""
    lines = [
        "| kernel | language | needs | packages | commands |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kernel in KNOWN_KERNELS.values():
        needs = ", ".join(" or ".join(programs) for programs in kernel.needs)
        packages = ", ".join(f"`{name}`" for name in kernel.packages)
        commands = "<br>".join(f"`{_command(step)}`" for step in kernel.steps)
        name = f"[{kernel.display_name}]({kernel.homepage})"
        lines.append(f"| {name} | {kernel.language} | {needs} | {packages} | {commands} |")
    lines.append("")
    kernels = KNOWN_KERNELS.values()
    lines += [f"- **{kernel.display_name}**: {kernel.note}" for kernel in kernels if kernel.note]
    return "\n".join(lines) + "\n"


def _command(step: tuple[str, ...]) -> str:
    return re.sub(r"'([^' ]*\{\w+\}[^' ]*)'", r"\1", shlex.join(step))


def test_the_table_in_the_docs_is_the_one_of_the_code() -> None:
    text = PAGE.read_text("utf-8")
    assert text[text.index("| kernel |") :] == table()
