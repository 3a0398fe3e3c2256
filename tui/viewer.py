"""The system's own viewer or browser for a file or a URL."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Mapping

PATIENCE = 3.0
"""Seconds within which a viewer that cannot show something says so."""
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "TERMUX_VERSION")
_LINUX = ("xdg-open", "wslview", "termux-open", "gio")


class ViewerError(Exception):
    """Nothing can show it here; the text is a sentence for the user."""


def viewer_command(environment: Mapping[str, str], platform: str = sys.platform) -> list[str]:
    """The command that shows what is put behind it; raises `ViewerError` when there is none.

    Without a display nothing is started that would want this terminal. `$BROWSER` counts there
    all the same: editors that show terminals set it to reach a browser far away.
    """
    path = environment.get("PATH")
    if platform == "darwin":
        return ["open"]
    if any(environment.get(name) for name in _DISPLAYS):
        for program in _LINUX:
            if found := shutil.which(program, path=path):
                return [found, "open"] if program == "gio" else [found]
    browser = environment.get("BROWSER", "").split(os.pathsep)[0]
    try:
        words = [word for word in shlex.split(browser) if word not in ("%s", "%u")]
    except ValueError:
        words = []
    if words and (found := shutil.which(words[0], path=path)):
        return [found, *words[1:]]
    raise ViewerError("There is no program here that could show it.")


async def show(target: str) -> None:
    """Have a file or URL shown outside of jtui; raises `ViewerError`.

    It must be an absolute path or a URL, so that no program takes it for an option.
    """
    command = [*viewer_command(os.environ), target]
    try:
        # In a session of its own: it has no terminal that it could take over.
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ViewerError(f"{command[0]} cannot be run: {error.strerror}.") from error
    try:
        code = await asyncio.wait_for(asyncio.shield(process.wait()), PATIENCE)
    except TimeoutError:
        # It shows it.
        return
    if code:
        raise ViewerError(f"{command[0]} could not show it: exit status {code}.")
