"""Failures of Textual workers: logged with their traceback, told in a sentence."""

from __future__ import annotations

import logging

from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

_log = logging.getLogger(__name__)

FAILURE = "That failed because of an error in jtui itself; the log file has the details."


def failed(node: DOMNode, event: Worker.StateChanged) -> bool:
    """Whether a worker of `node` ended with an exception, which is then in the log."""
    if event.state is not WorkerState.ERROR:
        return False
    worker = event.worker
    _log.error("worker %s of %s failed", worker.name, type(node).__name__, exc_info=worker.error)
    return True
