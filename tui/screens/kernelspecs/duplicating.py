"""Names for a copy of a kernelspec among the user's own."""

from __future__ import annotations

from tui.model.clean import clean
from tui.stores.kernelspecs.names import LONGEST, taken, user_kernels_dir, valid_name

_TAIL = len("-copy-999")


def copy_name(name: str) -> str:
    """A name that no kernelspec of the user's has, made of another; `""` without one."""
    base = name if not valid_name(name[: LONGEST - _TAIL]) else "kernel"
    base = base[: LONGEST - _TAIL]
    for tail in ("-copy", *(f"-copy-{number}" for number in range(2, 1000))):
        if not name_problem(f"{base}{tail}"):
            return f"{base}{tail}".lower()
    return ""


def name_problem(name: str) -> str:
    """Why a copy cannot have this name, as a cleaned sentence; `""` when it can."""
    if problem := valid_name(name):
        return problem
    try:
        there = taken(user_kernels_dir(), name)
    except OSError as error:
        return clean(f"{user_kernels_dir()} cannot be read: {error.strerror}.")
    return clean(f"{there} exists already.") if there is not None else ""
