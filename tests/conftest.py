"""What holds for all tests."""

from __future__ import annotations

import signal

_HANDLERS = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGHUP: signal.SIG_DFL,
    signal.SIGQUIT: signal.SIG_DFL,
}

# A shell that starts the tests in the background has them ignore these, and with them everything
# they start, kernels that are to be interrupted among it.
for _number, _handler in _HANDLERS.items():
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)
