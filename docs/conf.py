"""How the documentation is built: Sphinx, with pages in Markdown (MyST) and the Furo theme."""

from __future__ import annotations

from pathlib import Path

project = "jtui"
copyright = "jtui's authors"  # noqa: A001 (Sphinx's name)
_package = Path(__file__).parent.parent / "tui" / "__init__.py"
release = version = _package.read_text("utf-8").split('__version__ = "')[1].split('"')[0]

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"jtui {release}"
html_theme_options = {"navigation_with_keys": True}
