"""The limits of the process."""

from __future__ import annotations

import resource

from tui.terminal.limits import raise_file_limit


def test_the_limit_of_open_files_is_raised_as_far_as_it_goes() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, before[1]), before[1]))
    try:
        raised = raise_file_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == raised == before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
