"""What holds for all tests."""

from __future__ import annotations

import os
import signal

# What they start in terminals of their own has one, whatever they are started in themselves.
os.environ["TERM"] = "xterm-256color"

# A shell that starts the tests in the background has them ignore these, and with them everything
# they start, kernels that are to be interrupted among it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)
