"""Limits of the process that many kernels run into."""

from __future__ import annotations

import logging
import resource
import sys

_DARWIN_MAXIMUM = 10_240
_log = logging.getLogger(__name__)


def raise_file_limit() -> int:
    """Raise the soft limit of open files to the hard one and return it; a kernel takes 27."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard
    if sys.platform == "darwin" and (hard == resource.RLIM_INFINITY or hard > _DARWIN_MAXIMUM):
        wanted = _DARWIN_MAXIMUM
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:
        _log.warning("the limit of open files stays at %d: %s", soft, error)
        return soft
    return wanted
