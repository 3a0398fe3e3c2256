"""Code written to a file of the user's."""

from __future__ import annotations

import os
from pathlib import Path


def write_script(path: Path, code: str) -> None:
    """Write code in one step, in UTF-8 and with the usual mode; raises `OSError`.

    A file that is there is replaced and keeps its mode; through a symlink the file it leads to.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    try:
        with draft.open("x", encoding="utf-8", errors="replace") as file:
            file.write(code if code.endswith("\n") else f"{code}\n")
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o777)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
