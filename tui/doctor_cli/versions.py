"""The versions of what jtui is made of."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import tui
from tui.doctor_cli.report import Fact, Section

_NEEDED = (
    "textual",
    "rich",
    "pygments",
    "jupyter_client",
    "jupyter_core",
    "pyzmq",
    "tornado",
    "traitlets",
    "ipykernel",
    "nbformat",
    "pillow",
    "resvg-py",
)
_OPTIONAL = {
    "nbconvert": "pages of HTML",
    "ipyparallel": "engines of a cluster",
    "ziamath": "formulas as pictures",
    "pypdfium2": "PDF",
    "vl-convert-python": "Vega and Vega-Lite",
    "plotext": "plots of characters",
}


def version_facts() -> Section:
    """jtui itself, Python, the system, and the libraries there are."""
    facts = [
        Fact("jtui", tui.__version__),
        Fact("Python", f"{platform.python_version()}, {sys.executable}"),
        Fact("system", platform.platform(aliased=True, terse=True)),
    ]
    for name in _NEEDED:
        found = _version(name)
        problem = "" if found else f"{name} is missing: install jtui again."
        facts.append(Fact(name, found or "not installed", problem))
    for name, purpose in _OPTIONAL.items():
        if found := _version(name):
            facts.append(Fact(name, f"{found} ({purpose})"))
    return Section("versions", tuple(facts))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
