"""The ways to a kernel, each behind `tui.kernels.transport.KernelTransport`."""
