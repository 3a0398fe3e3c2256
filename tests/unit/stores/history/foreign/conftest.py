"""A history that a real IPython has written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.stores.history.foreign.reading import run_ipython


@pytest.fixture(scope="session")
def ipython_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What IPython kept of two sessions."""
    directory = tmp_path_factory.mktemp("ipython")
    run_ipython(directory, "x = 1", "def f():\n    return 'é'\n", "%time 1")
    return run_ipython(directory, "1/0", "x = 1")
